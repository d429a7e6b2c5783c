package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.xdpbroker.tests.bed.DebianMachine;
import org.xdpbroker.tests.bed.DebianPackage;
import org.xdpbroker.tests.bed.InstalledService;
import org.xdpbroker.tests.bed.Programs;

/** The package is installed, upgraded, removed and purged on a machine with systemd. One machine for all tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PackageLifeTests {

    private final int release;
    private DebianMachine machine;
    private InstalledService service;
    private String first;
    private String second;
    private List<String> filesBefore;
    private String accountsBefore;

    @SuppressWarnings("NullAway.Init") // set before all tests
    PackageLifeTests(int release) {
        this.release = release;
    }

    @BeforeAll
    void boot() {
        first = DebianPackage.of("1.0");
        second = DebianPackage.of("1.1");
        machine = DebianMachine.withSystemd(release, DebianPackage.folder());
        service = new InstalledService(machine);
        machine.run("useradd", "--create-home", "alice").orFail();
        filesBefore = machine.files();
        accountsBefore = accounts();
    }

    @AfterAll
    void shutDown() {
        if (machine != null) {
            machine.close();
        }
    }

    /** Only where a test has left none, as each installation takes its time. To dpkg the same version is an upgrade, too. */
    @BeforeEach
    void install() {
        if (machine.run("systemctl", "cat", InstalledService.SOCKET).exitCode() != 0) {
            machine.run("dpkg", "--install", first).orFail();
        }
    }

    @Test
    void an_upgrade_starts_a_running_broker_anew_and_keeps_the_administrators_policy() {
        machine.shell("echo '# ours' >>" + InstalledService.POLICY_FILE).orFail();
        useBroker();
        String pid = service.mainPid();

        Programs.Result upgrade = machine.run("dpkg", "--install", second);

        assertThat(upgrade.exitCode()).as(upgrade.err()).isZero();
        assertThat(service.runs()).isTrue();
        assertThat(service.mainPid()).isNotEqualTo(pid);
        assertThat(machine.run("tail", "-n", "1", InstalledService.POLICY_FILE).out())
                .isEqualTo("# ours\n");
        useBroker();
    }

    @Test
    void an_upgrade_leaves_a_broker_that_nobody_uses_unstarted() {
        machine.run("systemctl", "stop", InstalledService.SERVICE).orFail();

        machine.run("dpkg", "--install", second).orFail();

        assertThat(service.listens()).isTrue();
        assertThat(service.runs()).isFalse();
    }

    @Test
    void an_upgrade_does_not_switch_on_what_the_administrator_has_switched_off() {
        machine.run("systemctl", "disable", "--now", InstalledService.SOCKET).orFail();

        machine.run("dpkg", "--install", second).orFail();

        assertThat(service.listens()).isFalse();
        assertThat(machine.run("systemctl", "is-enabled", InstalledService.SOCKET)
                        .out())
                .isEqualTo("disabled\n");
        machine.run("systemctl", "enable", "--now", InstalledService.SOCKET).orFail();
    }

    @Test
    void the_launcher_is_not_setuid_where_systemd_is_the_init() {
        assertThat(machine.run("stat", "--format=%a %U", "/usr/sbin/xdp-broker-launch")
                        .out())
                .isEqualTo("755 root\n");
    }

    @Test
    void a_removal_ends_the_broker_and_keeps_the_policy_for_when_it_comes_back() {
        machine.shell("echo '# ours' >>" + InstalledService.POLICY_FILE).orFail();
        useBroker();

        machine.run("dpkg", "--remove", DebianPackage.NAME).orFail();

        assertThat(machine.processesOf("xdp-broker")).isEmpty();
        assertThat(machine.run("ls", "/run/xdp-broker").exitCode()).isNotZero();
        assertThat(machine.run("ls", "/usr/lib/xdp-broker").exitCode()).isNotZero();
        assertThat(machine.run("tail", "-n", "1", InstalledService.POLICY_FILE).out())
                .isEqualTo("# ours\n");

        machine.run("dpkg", "--install", first).orFail();
        assertThat(machine.run("tail", "-n", "1", InstalledService.POLICY_FILE).out())
                .isEqualTo("# ours\n");
        useBroker();
    }

    @Test
    void a_purge_leaves_nothing() {
        useBroker();
        String uid = machine.run("id", "--user", "xdp-broker").orFail().strip();

        Programs.Result purge = machine.run("dpkg", "--purge", DebianPackage.NAME);

        assertThat(purge.err())
                .as("warnings, such as of folders that are not empty")
                .isEmpty();
        assertThat(machine.processesOf(uid)).isEmpty();
        assertThat(machine.changesSince(filesBefore)).isEmpty();
        assertThat(accounts()).isEqualTo(accountsBefore);
        assertThat(machine.run("ls", "/run/xdp-broker").exitCode()).isNotZero();
        assertThat(machine.run("systemctl", "list-units", "--all", "--no-legend", "xdp-broker*")
                        .out())
                .isEmpty();
    }

    @Test
    void its_scripts_can_be_called_again_as_after_a_failure() {
        String scripts = "/var/lib/dpkg/info/" + DebianPackage.NAME;

        for (String call : new String[] {
            ".postinst abort-upgrade 1.1-1",
            ".prerm remove",
            ".postinst abort-remove",
            ".postinst triggered /usr/lib/jvm",
        }) {
            Programs.Result result = machine.shell(scripts + call);
            assertThat(result.exitCode()).as(call + ": " + result.err()).isZero();
        }
        useBroker();
    }

    @Test
    void its_scripts_refuse_what_they_do_not_know() {
        assertThat(machine.shell("/var/lib/dpkg/info/xdp-broker.postinst other").exitCode())
                .isNotZero();
    }

    private void useBroker() {
        machine.as("alice", "xdp-broker", "leases").orFail();
    }

    private String accounts() {
        return machine.shell("cat /etc/passwd /etc/group /etc/shadow /etc/gshadow | sort")
                .orFail();
    }
}
