package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.InstalledSystem;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.User;
import org.xdpbroker.tests.bed.Varlinkctl;

/** Without systemd, whoever needs the broker has it started: the command, the library, and varlinkctl. As installed, in full. */
class LaunchedBrokerIT {

    private static final int EXIT_FAILURE = 3;

    private static NetworkBed bed;
    private static InstalledSystem system;

    @BeforeAll
    static void install() {
        bed = NetworkBed.create(2);
        system = InstalledSystem.create(bed);
    }

    @AfterAll
    static void remove() {
        system.close();
        bed.close();
    }

    @AfterEach
    void nothing_runs_or_is_attached() {
        system.killDaemons();
        Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
    }

    @Test
    void the_command_starts_the_broker_and_gets_its_queues_through() {
        Programs.Result result = system.asUser(
                "xdp-broker",
                "request",
                NetworkBed.NEAR,
                "2",
                "--",
                "sh",
                "-c",
                "echo {fds} {mode}; ls -l /proc/$$/fd");
        assertThat(result.orFail()).startsWith("3:4 native\n");
        assertThat(result.out().lines().filter(line -> line.contains(" -> socket:")))
                .hasSize(3);
        assertThat(Procfs.name(system.daemon())).isEqualTo("java");
    }

    @Test
    void the_broker_that_was_started_has_no_environment_but_the_launchers() {
        system.launch().orFail();
        long daemon = system.daemon();
        assertThat(Procfs.environment(daemon))
                .containsExactlyInAnyOrder(
                        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                        "LANG=C.UTF-8",
                        "LISTEN_FDS=1",
                        "LISTEN_FDNAMES=varlink",
                        "LISTEN_PID=" + daemon);
        assertThat(system.record()).contains("ready ").contains("uid=" + InstalledSystem.DAEMON_UID);
        assertThat(system.record()).doesNotContain("signals-not-blocked");
    }

    @Test
    void a_java_program_starts_the_broker_by_connecting() {
        Programs.Result result = system.asUser(
                User.java("org.xdpbroker.tests.agent.DefaultConnection").toArray(String[]::new));
        assertThat(result.orFail()).isEqualTo("xdp-brokerd\n");
        system.daemon();
    }

    @Test
    void twenty_commands_at_once_share_the_one_broker_they_start() {
        Programs.Result result = system.asUser("sh", "-c", """
                for i in $(seq 20); do
                  { xdp-broker leases >/dev/null && echo done; } &
                done
                wait
                """);
        assertThat(result.out().lines().filter("done"::equals)).as(result.err()).hasSize(20);
        system.daemon();
    }

    @Test
    void a_broker_that_was_killed_is_started_again_by_the_next_command() {
        system.asUser("xdp-broker", "leases").orFail();
        system.killDaemons();
        system.asUser("xdp-broker", "leases").orFail();
        system.daemon();
    }

    @Test
    void a_socket_that_was_named_starts_nothing() {
        Programs.Result option = system.asUser("xdp-broker", "leases", "--socket", InstalledSystem.SOCKET);
        Programs.Result variable =
                system.asUser("env", "XDP_BROKER_SOCKET=" + InstalledSystem.SOCKET, "xdp-broker", "leases");
        for (Programs.Result result : List.of(option, variable)) {
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err()).contains("cannot reach xdp-brokerd");
        }
        assertThat(system.daemons()).isEmpty();
    }

    @Test
    void a_bad_policy_is_told_by_where_it_is_told() {
        system.asRoot("echo 'rule = 1' >/etc/xdp-broker/policy.toml").orFail();
        try {
            Programs.Result result = system.asUser("xdp-broker", "leases");
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err())
                    .contains("cannot reach xdp-brokerd")
                    .contains("xdp-broker-launch: cannot get an answer")
                    .contains(InstalledSystem.RECORD);
            assertThat(system.record()).contains("the policy is refused");
        } finally {
            system.asRoot("install -m 644 " + BrokerCommand.newPolicyFile(RunningBroker.ALLOW_ALL)
                            + " /etc/xdp-broker/policy.toml")
                    .orFail();
        }
    }

    @Test
    void what_the_launcher_refuses_is_part_of_the_commands_message() {
        system.asRoot("chmod o+w " + InstalledSystem.HOME + "/lib/brokerd.options")
                .orFail();
        try {
            Programs.Result result = system.asUser("xdp-broker", "leases");
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err())
                    .contains("connect(" + InstalledSystem.SOCKET + ")")
                    .contains("brokerd.options");
        } finally {
            system.asRoot("chmod o-w " + InstalledSystem.HOME + "/lib/brokerd.options")
                    .orFail();
        }
    }

    @Test
    void where_systemd_is_the_init_its_socket_unit_is_named_and_nothing_started() {
        system.asRoot("mkdir -p /run/systemd/system").orFail();
        try {
            Programs.Result result = system.asUser("xdp-broker", "leases");
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err()).contains("systemctl start xdp-broker.socket");
            assertThat(system.daemons()).isEmpty();
        } finally {
            system.asRoot("rmdir /run/systemd/system").orFail();
        }
    }

    @Test
    void varlinkctl_starts_the_broker_and_is_relayed_to_it() {
        for (Varlinkctl varlinkctl : Varlinkctl.values()) {
            assertThat(varlinkctl(varlinkctl, "info", "exec:" + InstalledSystem.LAUNCHER)
                            .orFail())
                    .contains("xdp-brokerd");
            String reply = varlinkctl(
                            varlinkctl,
                            "call",
                            "exec:" + InstalledSystem.LAUNCHER,
                            "org.xdpbroker.Broker.Request",
                            "{\"interface\":\"near0\",\"queueCount\":1}")
                    .orFail();
            assertThat(JsonParser.parseString(reply)
                            .getAsJsonObject()
                            .getAsJsonObject("lease")
                            .get("uid")
                            .getAsInt())
                    .isEqualTo(Client.UID);
        }
    }

    @Test
    void varlinkctls_exec_gets_its_descriptors_through_the_relay() {
        Programs.Result result = varlinkctl(
                Varlinkctl.WITH_EXEC,
                "--exec",
                "call",
                "exec:" + InstalledSystem.LAUNCHER,
                "org.xdpbroker.Broker.Request",
                "{\"interface\":\"near0\",\"queueCount\":2}",
                "--",
                "sh",
                "-c",
                "ls -l /proc/$$/fd");
        assertThat(result.orFail().lines().filter(line -> line.contains(" -> socket:")))
                .hasSize(3);
    }

    @Test
    void the_doctor_tells_why_the_launcher_cannot_start_it_and_its_command_mends_that() {
        system.asRoot("chmod u-s " + InstalledSystem.LAUNCHER).orFail();
        Programs.Result before = system.asUser("xdp-broker", "doctor");
        assertThat(before.out()).contains("is not setuid root");
        String mend = before.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.contains("chmod 4755"))
                .findFirst()
                .orElseThrow();
        system.asRoot(mend.replace("sudo ", "")).orFail();
        assertThat(system.asUser("xdp-broker", "doctor").out()).doesNotContain("is not setuid root");
        assertThat(system.daemons()).isEmpty();
        system.asUser("xdp-broker", "leases").orFail();
    }

    /** With a launcher of the same sources whose daemon goes after a tenth of a second. */
    @Test
    void nobody_is_lost_who_comes_while_the_broker_goes_idle() {
        system.launch().orFail(); // or there is no record yet
        system.killDaemons();
        long before = starts();
        system.useLauncherWithIdleSeconds("0.1");
        try {
            Programs.Result result = system.asUser("sh", "-c", """
                    for i in 1 2 3 4 5 6 7 8; do
                      xdp-broker leases >/dev/null || echo lost
                      sleep 0.0$i
                    done
                    """);
            assertThat(result.out()).as(result.err()).isEmpty();
            assertThat(starts()).isGreaterThan(before + 1);
        } finally {
            system.useInstalledLauncher();
        }
    }

    private static long starts() {
        return system.record().lines().filter(line -> line.contains("ready ")).count();
    }

    private static Programs.Result varlinkctl(Varlinkctl varlinkctl, String... arguments) {
        return system.asUser(varlinkctl.command(arguments).toArray(String[]::new));
    }
}
