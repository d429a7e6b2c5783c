package org.xdpbroker.cli.memlock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.message.ByteSize;
import org.xdpbroker.protocol.posix.MemlockLimit;

class RemediesTest {

    private static final ByteSize NEEDED = QemuMemory.of(2);
    private static final long MIB = 1 << 20;

    @Test
    void commandsHaveTheNumbersInThem() {
        Remedies remedies = remedies(8 * MIB, 8 * MIB, "alice");
        assertThat(remedies.forThisShell()).isEqualTo("sudo prlimit --pid $$ --memlock=67108864");
        assertThat(remedies.forEveryLogin())
                .isEqualTo("echo 'alice - memlock 65536' | sudo tee /etc/security/limits.d/xdp-broker.conf");
        assertThat(remedies.forService()).isEqualTo("LimitMEMLOCK=64M");
        assertThat(remedies.forRule()).isEqualTo("max-memlock = \"64M\"");
        assertThat(remedies.forProgram("/usr/bin/qemu")).isEqualTo("sudo setcap cap_ipc_lock+ep /usr/bin/qemu");
    }

    @Test
    void whoMayRaiseTheLimitNeedsNobodyElse() {
        assertThat(remedies(8 * MIB, 64 * MIB, "alice").forThisShell()).isEqualTo("ulimit -S -l 65536");
        assertThat(remedies(8 * MIB, MemlockLimit.UNLIMITED, "alice").forThisShell())
                .isEqualTo("ulimit -S -l 65536");
        assertThat(remedies(8 * MIB, 64 * MIB - 1, "alice").forThisShell()).startsWith("sudo prlimit");
    }

    @Test
    void aUserWithoutANameIsARangeOfUids() {
        assertThat(remedies(0, 0, "?").forEveryLogin()).startsWith("echo '1001:1001 - memlock 65536'");
    }

    @Test
    void anAmountThatIsNoWholeKibIsRoundedUp() {
        Remedies remedies = new Remedies(may(0, 0), new ByteSize(MIB + 1), "alice", "1001");
        assertThat(remedies.forThisShell()).isEqualTo("sudo prlimit --pid $$ --memlock=" + 1025 * 1024);
        assertThat(remedies.forService()).isEqualTo("LimitMEMLOCK=1025K");
    }

    @Test
    void aNameThatAShellWouldTakeApartIsQuoted() {
        Remedies remedies = remedies(0, 0, "alice");
        assertThat(remedies.forProgram("/opt/my vm/it's"))
                .isEqualTo("sudo setcap cap_ipc_lock+ep '/opt/my vm/it'\\''s'");
    }

    @Test
    void theCapabilityIsNoRemedyInAUserNamespace() {
        LockedMemory inContainer = new LockedMemory(new MemlockLimit(0, 0), false, false);
        assertThat(new Remedies(inContainer, NEEDED, "alice", "1001").lines("/usr/bin/qemu"))
                .noneMatch(line -> line.contains("setcap"))
                .anyMatch(line -> line.contains("lifts nothing"));
        assertThat(remedies(0, 0, "alice").lines("/usr/bin/qemu")).anyMatch(line -> line.contains("setcap"));
    }

    private static Remedies remedies(long soft, long hard, String user) {
        return new Remedies(may(soft, hard), NEEDED, user, "1001");
    }

    private static LockedMemory may(long soft, long hard) {
        return new LockedMemory(new MemlockLimit(soft, hard), false, true);
    }
}
