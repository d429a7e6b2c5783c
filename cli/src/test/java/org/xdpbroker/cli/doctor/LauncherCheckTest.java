package org.xdpbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LauncherCheckTest {

    private static final int PLAIN = 0100755;
    private static final int SETUID = 0104755;
    private static final LauncherCheck.Facts GOOD =
            new LauncherCheck.Facts(false, true, 0, SETUID, false, null, true, true);

    @Test
    void setuidRootIsGoodAndSoAreFileCapabilities() {
        assertThat(judge(GOOD).level()).isEqualTo(Level.OK);
        assertThat(judge(new LauncherCheck.Facts(false, true, 0, PLAIN, true, null, true, true))
                        .level())
                .isEqualTo(Level.OK);
    }

    @Test
    void whereSystemdStartsTheBrokerNothingElseMatters() {
        assertThat(judge(new LauncherCheck.Facts(true, false, null, 0, false, null, false, false)))
                .isEqualTo(Finding.ok("launcher", "not needed, as systemd starts the broker"));
    }

    @Test
    void oneThatIsNotThereIsANoteWithTheCommandThatInstallsIt() {
        Finding finding = judge(new LauncherCheck.Facts(false, true, null, 0, false, null, true, true));
        assertThat(finding.level()).isEqualTo(Level.NOTE);
        assertThat(finding.mend())
                .containsExactly("sudo install -m 4755 /usr/lib/xdp-broker/sbin/xdp-broker-launch"
                        + " /usr/sbin/xdp-broker-launch");
    }

    @Test
    void oneWithoutItsBitOrOfAnotherOwnerIsMendedByChownAndChmod() {
        for (LauncherCheck.Facts facts : List.of(
                new LauncherCheck.Facts(false, true, 0, PLAIN, false, null, true, true),
                new LauncherCheck.Facts(false, true, 1000, SETUID, false, null, true, true))) {
            assertThat(judge(facts).level()).isEqualTo(Level.PROBLEM);
            assertThat(judge(facts).mend())
                    .containsExactly(
                            "sudo chown root /usr/sbin/xdp-broker-launch",
                            "sudo chmod 4755 /usr/sbin/xdp-broker-launch");
        }
    }

    @Test
    void aMountWithNosuidIsNamed() {
        Finding finding = judge(new LauncherCheck.Facts(false, true, 0, SETUID, false, "/usr", true, true));
        assertThat(finding.mend()).containsExactly("sudo mount -o remount,suid /usr");
    }

    @Test
    void aMissingUserIsMadeAndNoNewPrivsIsTold() {
        assertThat(judge(new LauncherCheck.Facts(false, true, 0, SETUID, false, null, false, true))
                        .mend())
                .hasSize(1)
                .allMatch(command -> command.startsWith("sudo useradd --system"));
        assertThat(judge(new LauncherCheck.Facts(false, true, 0, SETUID, false, null, true, false))
                        .text())
                .contains("no_new_privs");
    }

    @Test
    void theMountOfAFileIsTheLastOfThoseWithTheLongestPath() {
        String root = "22 1 8:1 / / rw,nosuid - ext4 /dev/vda rw";
        String usr = "23 22 8:2 / /usr rw,relatime - ext4 /dev/vdb rw";
        String covered = "24 22 8:3 / /usr ro,nosuid,nodev - ext4 /dev/vdc ro";
        String other = "25 22 8:4 / /usr/sbin2 ro,nosuid - ext4 /dev/vdd ro";
        assertThat(LauncherCheck.noSuidMount(List.of(root), "/usr/sbin/x")).isEqualTo("/");
        assertThat(LauncherCheck.noSuidMount(List.of(root, usr, other), "/usr/sbin/x"))
                .isNull();
        assertThat(LauncherCheck.noSuidMount(List.of(root, usr, covered), "/usr/sbin/x"))
                .isEqualTo("/usr");
    }

    private static Finding judge(LauncherCheck.Facts facts) {
        return LauncherCheck.judge(facts, Level.PROBLEM);
    }
}
