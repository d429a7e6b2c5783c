package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.tests.bed.DebianMachine;
import org.xdpbroker.tests.bed.DebianPackage;
import org.xdpbroker.tests.bed.Programs;

/** The package on a Debian in which systemd is not even installed, as in a container. */
class PackageWithoutSystemdIT {

    private static final String LAUNCHER = "/usr/sbin/xdp-broker-launch";

    private static DebianMachine machine;
    private static String deb;
    private static List<String> filesBefore;

    @BeforeAll
    static void boot() {
        deb = DebianPackage.of("1.0");
        machine = DebianMachine.withoutSystemd(13, DebianPackage.folder());
        machine.run("useradd", "--create-home", "alice").orFail();
        filesBefore = machine.files();
    }

    @AfterAll
    static void shutDown() {
        if (machine != null) {
            machine.close();
        }
    }

    @BeforeEach
    void install() {
        machine.run("apt-get", "install", "-y", "--no-install-recommends", deb).orFail();
    }

    @AfterEach
    void purge() {
        machine.run("dpkg", "--purge", DebianPackage.NAME).orFail();
        machine.run("dpkg-statoverride", "--remove", LAUNCHER);
    }

    @Test
    void the_daemon_has_a_user_of_its_own() {
        assertThat(machine.run("id", "--user", "--name", "xdp-broker").out()).isEqualTo("xdp-broker\n");
    }

    @Test
    void the_launcher_is_setuid_root() {
        assertThat(machine.run("stat", "--format=%a %U %G", LAUNCHER).out()).isEqualTo("4755 root root\n");
    }

    @Test
    void the_administrator_decides_otherwise_by_dpkg_statoverride() {
        machine.run("dpkg-statoverride", "--update", "--add", "root", "xdp-broker", "4750", LAUNCHER)
                .orFail();

        machine.run("dpkg", "--install", deb).orFail();

        assertThat(machine.run("stat", "--format=%a %G", LAUNCHER).out()).isEqualTo("4750 xdp-broker\n");
    }

    @Test
    void a_users_request_starts_the_broker_and_a_purge_ends_it_and_leaves_nothing() {
        machine.as("alice", "xdp-broker", "leases").orFail();
        String uid = machine.run("id", "--user", "xdp-broker").orFail().strip();
        assertThat(machine.processesOf(uid)).hasSize(1);

        Programs.Result purge = machine.run("dpkg", "--purge", DebianPackage.NAME);

        assertThat(purge.err()).isEmpty();
        assertThat(machine.processesOf(uid)).isEmpty();
        assertThat(machine.changesSince(filesBefore)).isEmpty();
        assertThat(machine.run("ls", "/run/xdp-broker").exitCode()).isNotZero();
        assertThat(machine.run("id", "xdp-broker").exitCode()).isNotZero();
    }
}
