package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.Stage;

/** What the administrator decides, sees, takes back and finds in the log. */
class AdministrationIT extends ClientTests {

    private static final String POLICY = """
            [limits]
            leases = 2
            queues = 3
            connections = 4
            requests-per-second = 20

            [[rule]]
            name = "uplink"
            interfaces = ["uplink*"]
            decision = "deny"

            [[rule]]
            name = "lab"
            users = [61182, 61183]
            interfaces = ["near0"]
            decision = "allow"
            """;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path policy;

    private Cli cli;

    AdministrationIT() {
        super(4);
    }

    @Override
    RunningBroker newBroker() {
        policy = BrokerCommand.newPolicyFile(POLICY);
        return BrokerCommand.in(bed).policyFile(policy).start();
    }

    @BeforeEach
    void start() {
        cli = Cli.of(bed, broker);
    }

    @Test
    void check_tells_decision_rule_and_reason_with_nothing_done() {
        Programs.Result allowed = cli.run("check", "near0", "2");
        assertThat(allowed.exitCode()).isZero();
        assertThat(allowed.out()).startsWith("allow by rule 'lab'");
        bed.near("ip", "link", "add", "uplink0", "type", "bridge").orFail();
        Programs.Result denied = cli.run("check", "uplink0", "1", "--json");
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.out()).contains("\"decision\":\"deny\"").contains("\"rule\":\"uplink\"");
        assertThat(cli.run("check", "lo", "1").out()).startsWith("deny").contains("No rule matches");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        assertThat(broker.log()).noneMatch(line -> line.contains("lease-granted"));
    }

    @Test
    void interfaces_are_listed_with_driver_queues_features_program_leases_and_decision() {
        client.tell("request l near0 2 0 auto");
        int program = bed.programOn(NetworkBed.NEAR);
        String near = line(cli.run("interfaces").orFail(), "near0");
        assertThat(near).matches("near0 +\\d+ +veth +4 +\\S*basic\\S* +" + program + " \\(native\\) +1 +allow");
        assertThat(line(cli.run("interfaces").orFail(), "lo")).contains(" - ").endsWith("deny");
        assertThat(cli.run("interfaces", "--json").orFail())
                .contains("\"name\":\"near0\"")
                .contains("\"driver\":\"veth\"");
    }

    @Test
    void an_owner_sees_and_revokes_its_leases_and_the_holder_is_told_why() {
        String id = client.tell("request l near0 1 0 auto").split(" ")[0];
        client.tell("open l 0");
        assertThat(line(cli.run("leases").orFail(), id))
                .contains("near0")
                .contains("active")
                .contains("lab");
        assertThat(cli.run("revoke", id, "--reason", "maintenance").exitCode()).isZero();
        assertThat(client.tell("awaitend l")).isEqualTo("revoked by its owner: maintenance");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        assertThat(bed.hostAnswers()).isTrue();
    }

    @Test
    void others_see_and_revoke_nothing_and_root_everything() {
        String id;
        try (Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            id = other.tell("request l near0 1 0 auto").split(" ")[0];
            assertThat(cli.run("leases", "--all", "--no-ask-password").orFail()).doesNotContain(id);
            Programs.Result refused = cli.run("revoke", id, "--no-ask-password");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("NoSuchLease");
            assertThat(asRoot("leases")).contains(id);
            asRoot("revoke", id);
            assertThat(other.tell("awaitend l")).isEqualTo("revoked by uid 0");
        }
    }

    @Test
    void one_user_has_no_more_leases_and_queues_than_the_limits_say() {
        client.tell("request a near0 1 0 auto");
        assertThatThrownBy(() -> client.tell("request b near0 3 1 auto"))
                .hasMessageContaining("QuotaExceeded")
                .hasMessageContaining("3 queues");
        client.tell("request b near0 1 1 auto");
        assertThatThrownBy(() -> client.tell("request c near0 1 2 auto"))
                .hasMessageContaining("QuotaExceeded")
                .hasMessageContaining("2 leases");
        try (Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            other.tell("request theirs near0 1 2 auto");
        }
    }

    @Test
    void a_connection_too_many_is_told_so_and_others_go_on() {
        // a request of the agent's keeps its connection open
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> client.tell("request x nothere0 1 0 auto"))
                    .hasMessageContaining("NoSuchInterface");
        }
        assertThatThrownBy(() -> client.tell("request x near0 1 0 auto"))
                .hasMessageContaining("QuotaExceeded")
                .hasMessageContaining("4 connections");
        try (Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            other.tell("request theirs near0 1 0 auto");
        }
    }

    @Test
    void calls_faster_than_the_limit_are_refused_until_time_has_passed() {
        assertThat(client.tell("hurry 10000")).contains("RateLimited");
        Waiting.sleep(500);
        assertThat(client.count("leases")).isZero();
    }

    @Test
    void sighup_reads_the_policy_again_and_live_leases_go_on() throws Exception {
        client.tell("request l near0 1 0 auto");
        Files.writeString(policy, POLICY.replace("decision = \"allow\"", "decision = \"deny\""));
        hangUp();
        broker.awaitLog("policy-reloaded");
        assertThatThrownBy(() -> client.tell("request m near0 1 1 auto"))
                .hasMessageContaining("org.xdpbroker.Broker.Denied")
                .hasMessageContaining("lab");
        client.tell("open l 0");
    }

    @Test
    void a_bad_reload_tells_every_fault_and_keeps_the_old_policy() throws Exception {
        Files.writeString(policy, "[[rule]]\nnme = \"x\"\ndecision = \"maybe\"\n");
        hangUp();
        broker.awaitLog("policy-refused");
        assertThat(broker.log())
                .anyMatch(line -> line.contains("unknown key"))
                .anyMatch(line -> line.contains("maybe"))
                .anyMatch(line -> line.contains("interfaces is missing"));
        client.tell("request l near0 1 0 auto");
    }

    @Test
    void check_of_a_policy_file_needs_no_privilege_and_tells_every_fault() {
        Programs.Result good = Programs.run(
                "setpriv",
                "--reuid=61182",
                "--clear-groups",
                Stage.get().program("xdp-brokerd"),
                "--check",
                policy.toString());
        assertThat(good.exitCode()).isZero();
        assertThat(good.out()).contains("good, 2 rules");
        Path bad = BrokerCommand.newPolicyFile("[[rule]]\nname = 3\ndecision = \"maybe\"\n");
        Programs.Result told = Programs.run(
                "setpriv",
                "--reuid=61182",
                "--clear-groups",
                Stage.get().program("xdp-brokerd"),
                "--check",
                bad.toString());
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.err())
                .contains(bad + ":1:1: interfaces is missing")
                .contains(bad + ":2:1: name is an integer")
                .contains(bad + ":3:1: decision is \"maybe\"");
    }

    @Test
    void every_decision_and_every_leases_start_and_end_is_one_line_of_the_record() {
        client.tell("request l near0 1 0 auto");
        client.tell("close l");
        assertThat(broker.awaitLog("lease-granted"))
                .contains("uid=" + Client.UID, "pid=" + client.pid(), "command=java", "interface=near0", "queues=0")
                .contains("mode=native", "rule=lab");
        assertThat(broker.awaitLog("lease-ended"))
                .contains("uid=" + Client.UID, "mode=native", "rule=lab", "reason=")
                .containsPattern(" seconds=\\d+\\.\\d+ ");
        assertThatThrownBy(() -> client.tell("request m lo 1 0 auto")).hasMessageContaining("Denied");
        assertThat(broker.awaitLog("refused"))
                .contains("method=Request", "error=Denied", "interface=lo", "uid=" + Client.UID, "reason=");
    }

    private void hangUp() {
        Programs.signal("HUP", broker.pid());
    }

    private String asRoot(String... arguments) {
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(
                "env", "XDP_BROKER_SOCKET=" + broker.socket(), Stage.get().program("xdp-broker")));
        command.addAll(java.util.List.of(arguments));
        return bed.near(command.toArray(String[]::new)).orFail();
    }

    private static String line(String text, String word) {
        return text.lines()
                .filter(line -> line.startsWith(word))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line '" + word + "' in " + text))
                .strip();
    }
}
