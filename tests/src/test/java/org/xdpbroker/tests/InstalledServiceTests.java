package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.DebianMachine;
import org.xdpbroker.tests.bed.DebianPackage;
import org.xdpbroker.tests.bed.InstalledService;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;

/** The package installed on a machine with systemd: what its users and its administrator see. One machine for all tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InstalledServiceTests {

    /** alice may, everyone else is asked about. */
    private static final String POLICY = """
            [[rule]]
            name = "alice"
            users = ["alice"]
            interfaces = ["veth0"]
            decision = "allow"

            [[rule]]
            name = "ask"
            interfaces = ["veth0"]
            decision = "ask"
            """;

    private static final String NOTHING_FOR_ALICE = POLICY.replace("\"allow\"", "\"deny\"");
    private static final String BAD_POLICY = "[[rule]]\nname = 7\n";

    private final int release;
    private DebianMachine machine;
    private InstalledService service;

    @SuppressWarnings("NullAway.Init") // set before all tests
    InstalledServiceTests(int release) {
        this.release = release;
    }

    @BeforeAll
    void install() {
        String deb = DebianPackage.of("1.0");
        machine = DebianMachine.withSystemd(release, DebianPackage.folder());
        service = new InstalledService(machine);
        machine.run("apt-get", "install", "-y", "--no-install-recommends", deb).orFail();
        machine.shell("useradd -m alice && useradd -m bob && useradd -m carol").orFail();
        machine.shell("ip netns add far && ip link add veth0 type veth peer name veth1 netns far"
                        + " && ip addr add 10.77.2.1/24 dev veth0 && ip link set veth0 up"
                        // the far end sends what it is told to and nothing by itself, as far0 of NetworkBed.quietFar
                        + " && ip netns exec far sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'"
                        + " && ip -n far addr add 10.77.2.2/24 dev veth1 && ip -n far link set veth1 up"
                        + " && ip -n far neigh replace 10.77.2.1 lladdr 02:00:00:00:00:77 dev veth1")
                .orFail();
        service.policy(POLICY);
    }

    @AfterAll
    void shutDown() {
        if (machine != null) {
            machine.close();
        }
    }

    @AfterEach
    void asInstalled() {
        service.policy(POLICY);
        service.stopAsInstalled();
    }

    @Test
    void no_broker_runs_until_somebody_asks_something_of_it() {
        assertThat(service.listens()).isTrue();
        assertThat(service.runs()).isFalse();

        machine.as("alice", "xdp-broker", "leases").orFail();

        assertThat(service.runs()).isTrue();
    }

    @Test
    void a_user_without_privilege_gets_packets() {
        try (RunningProgram capture = machine.startAs("alice", "xdp-broker", "capture", "veth0", "1", "--count", "3")) {
            capture.awaitErr("capturing on");
            machine.shell("ip netns exec far ping -c 5 -i 0.2 -W 1 10.77.2.1");

            assertThat(capture.exitCode()).as(capture.err()).isZero();
            assertThat(capture.out().lines()).hasSize(3);
        }
    }

    @Test
    void neither_a_restart_nor_a_crash_nor_an_upgrade_ends_a_lease() {
        service.dropIn("RestartSec=100ms");
        try (RunningProgram capture = machine.startAs("alice", "xdp-broker", "capture", "veth0", "1", "--count", "3")) {
            capture.awaitErr("capturing on");
            String first = service.mainPid();
            machine.run("systemctl", "restart", "xdp-broker.service").orFail();
            String second = service.mainPid();
            machine.run("systemctl", "kill", "--signal=KILL", "xdp-broker.service")
                    .orFail();
            Waiting.until("another runs", () -> service.runsAnew(second));
            String third = service.mainPid();
            machine.run("dpkg", "--install", DebianPackage.of("1.0")).orFail();

            assertThat(service.mainPid()).isNotIn(first, second, third);
            assertThat(machine.as("alice", "xdp-broker", "leases").orFail()).contains("veth0");
            machine.shell("ip netns exec far ping -c 5 -i 0.2 -W 1 10.77.2.1");
            assertThat(capture.exitCode()).as(capture.err()).isZero();
        }
    }

    @Test
    void the_broker_is_a_user_of_its_own_with_three_capabilities() {
        machine.as("alice", "xdp-broker", "leases").orFail();

        String status =
                machine.run("cat", "/proc/" + service.mainPid() + "/status").orFail();

        assertThat(machine.run("stat", "--format=%U", "/proc/" + service.mainPid())
                        .out())
                .isEqualTo("xdp-broker\n");
        for (String set : new String[] {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
            assertThat(status).contains(set + ":\t0000008000003000\n");
        }
        assertThat(status).contains("NoNewPrivs:\t1\n").contains("Seccomp:\t2\n");
    }

    @Test
    void the_broker_starts_from_an_archive_of_its_classes_made_for_the_java_that_is_installed() {
        machine.as("alice", "xdp-broker", "leases").orFail();

        assertThat(machine.run("cat", "/proc/" + service.mainPid() + "/maps").orFail())
                .contains("/usr/lib/xdp-broker/lib/cds/xdp-brokerd.jsa");
    }

    @Test
    void systemd_analyze_rates_its_exposure_2_0_or_lower() {
        String security = machine.run("systemd-analyze", "security", "--no-pager", "xdp-broker.service")
                .out();
        Matcher level = Pattern.compile("Overall exposure level for xdp-broker.service: ([0-9.]+) ")
                .matcher(security);

        assertThat(level.find()).as(security).isTrue();
        assertThat(Double.parseDouble(level.group(1))).as(security).isLessThanOrEqualTo(2.0);
    }

    @Test
    void polkit_lets_a_user_through_by_a_rule_of_the_administrators_and_refuses_another() {
        machine.write("/etc/polkit-1/rules.d/50-org.xdpbroker.rules", """
                polkit.addRule(function(action, subject) {
                    if (action.id == "org.xdpbroker.request" && action.lookup("interface") == "veth0") {
                        return subject.user == "bob" ? polkit.Result.YES : polkit.Result.NO;
                    }
                });
                """);

        // a polkit that runs already sees a new rule a little later
        Waiting.until(
                () -> "bob is let through: " + requestBy("bob").err(),
                () -> requestBy("bob").exitCode() == 0);
        Programs.Result carol = requestBy("carol");
        assertThat(carol.exitCode()).isEqualTo(1);
        assertThat(carol.err()).contains("(Denied)").contains("the answer was no");
    }

    @Test
    void a_broker_that_was_killed_is_there_again() {
        service.dropIn("RestartSec=100ms");
        machine.as("alice", "xdp-broker", "leases").orFail();
        String killed = service.mainPid();

        machine.run("systemctl", "kill", "--signal=KILL", "xdp-broker.service").orFail();
        Waiting.until("another runs", () -> service.runsAnew(killed));

        machine.as("alice", "xdp-broker", "leases").orFail();
    }

    @Test
    void a_broker_that_hangs_is_ended_by_the_watchdog_and_started_anew() {
        service.dropIn("RestartSec=100ms", "WatchdogSec=5s");
        machine.as("alice", "xdp-broker", "leases").orFail();
        String hanging = service.mainPid();

        machine.run("systemctl", "kill", "--signal=STOP", "xdp-broker.service").orFail();
        Waiting.until("another runs", () -> service.runsAnew(hanging));

        assertThat(service.show("NRestarts")).isNotEqualTo("0");
        assertThat(service.journal("-p", "err")).contains("Watchdog timeout");
    }

    @Test
    void a_broker_that_is_well_keeps_telling_the_watchdog() {
        service.dropIn("WatchdogSec=10s"); // long enough for a machine that stands still for a moment
        machine.as("alice", "xdp-broker", "leases").orFail();
        String pid = service.mainPid();
        String told = service.show("WatchdogTimestampMonotonic");
        Waiting.until("it is told again", () -> !service.show("WatchdogTimestampMonotonic")
                .equals(told));
        assertThat(service.mainPid()).isEqualTo(pid);
    }

    @Test
    void an_idle_broker_ends_and_the_next_request_starts_another() {
        service.dropIn("ExecStart=", "ExecStart=/usr/lib/xdp-broker/bin/xdp-brokerd --idle-exit 1");
        machine.as("alice", "xdp-broker", "leases").orFail();

        Waiting.until("it ends", () -> !service.runs());

        assertThat(service.show("Result")).isEqualTo("success");
        String ended = service.show("ExecMainPID");
        machine.as("alice", "xdp-broker", "leases").orFail();
        assertThat(service.show("ExecMainPID")).as("which may have ended, too").isNotEqualTo(ended);
    }

    @Test
    void a_reload_puts_a_changed_policy_in_force() {
        assertThat(check("alice")).isZero();

        service.policy(NOTHING_FOR_ALICE);
        machine.run("systemctl", "reload", "xdp-broker").orFail();

        Waiting.until("alice is denied", () -> check("alice") == 1);
    }

    @Test
    void a_policy_with_a_fault_is_not_reloaded_and_the_journal_tells_where_it_is() {
        assertThat(check("alice")).isZero();
        service.policy(BAD_POLICY);

        Programs.Result reload = machine.run("systemctl", "reload", "xdp-broker");

        assertThat(reload.exitCode()).isNotZero();
        assertThat(check("alice")).isZero();
        assertThat(service.journal()).contains("policy.toml:2:");
    }

    @Test
    void a_policy_with_a_fault_holds_the_start_up_and_a_good_one_lets_it_go_on() {
        service.dropIn("RestartSec=100ms");
        service.policy(BAD_POLICY);

        try (RunningProgram waiting = machine.startAs("alice", "xdp-broker", "leases")) {
            Waiting.until("it was tried again", () -> !service.show("NRestarts").equals("0"));
            service.policy(POLICY);

            assertThat(waiting.exitCode()).as(waiting.err()).isZero();
        }
    }

    @Test
    void the_journal_has_a_field_for_each_value_of_an_event() {
        machine.as("alice", "xdp-broker", "request", "veth0", "1", "--", "true").orFail();

        String event = service.journal("XDP_BROKER_EVENT=lease-granted", "-o", "json", "-n", "1");

        assertThat(event)
                .contains("\"XDP_BROKER_INTERFACE\":\"veth0\"")
                .contains("\"XDP_BROKER_RULE\":\"alice\"")
                .contains("\"XDP_BROKER_COMMAND\":");
    }

    @Test
    void the_doctor_tells_how_to_switch_on_what_was_switched_off_and_how_to_have_the_policy_read() {
        machine.run("systemctl", "disable", "--now", InstalledService.SOCKET).orFail();

        String off = machine.as("alice", "xdp-broker", "doctor").out();
        assertThat(off).contains("sudo systemctl enable --now xdp-broker.socket\n");
        machine.run("systemctl", "enable", "--now", "xdp-broker.socket").orFail();

        service.policy(NOTHING_FOR_ALICE);
        assertThat(machine.as("alice", "xdp-broker", "doctor", "veth0").out())
                .contains("sudo systemctl reload xdp-broker\n");
        machine.run("systemctl", "reload", "xdp-broker").orFail();
    }

    @Test
    void man_finds_every_page() {
        for (String page : new String[] {"xdp-broker", "xdp-brokerd", "xdp-broker.policy", "xdp-broker-protocol"}) {
            assertThat(machine.run("man", "-w", page).orFail()).contains("/usr/share/man/");
        }
    }

    @Test
    void bash_completes_commands() {
        Programs.Result completion = machine.run("bash", "-c", """
                . /usr/share/bash-completion/bash_completion
                if declare -F _comp_load >/dev/null; then _comp_load xdp-broker; else __load_completion xdp-broker; fi
                COMP_WORDS=(xdp-broker re) COMP_CWORD=1 COMP_LINE='xdp-broker re' COMP_POINT=13
                $(complete -p xdp-broker | sed 's/.*-F \\([^ ]*\\) .*/\\1/') xdp-broker re xdp-broker
                echo "${COMPREPLY[@]}"
                """);

        assertThat(completion.out()).as(completion.err()).contains("request").contains("revoke");
    }

    @Test
    void java_programs_find_the_library_in_usr_share_java() {
        Programs.Result version = machine.as(
                "alice", "java", "-cp", "/usr/share/java/xdp-broker/*", "org.xdpbroker.cli.XdpBrokerMain", "--version");

        assertThat(version.exitCode()).as(version.err()).isZero();
    }

    private Programs.Result requestBy(String user) {
        return machine.as(user, "xdp-broker", "request", "veth0", "1", "--", "true");
    }

    /** 0: allowed, 1: denied. */
    private int check(String user) {
        return machine.as(user, "xdp-broker", "check", "veth0", "1").exitCode();
    }
}
