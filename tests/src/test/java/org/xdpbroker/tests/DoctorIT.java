package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.PolkitBed;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.Stage;

/**
 * {@code xdp-broker doctor}: each problem is made for real and has to be found, with the command that mends it; where that
 * can be done here, the command is run as it was printed, and the problem has to be gone.
 */
class DoctorIT extends BrokerTests {

    private static final int EXIT_PROBLEM = 1;
    private static final int EXIT_USAGE = 2;

    private static final String ASK = """
            [[rule]]
            name = "ask-me"
            interfaces = ["*"]
            decision = "ask"
            """;

    private static final String DENY = """
            [[rule]]
            name = "not-that"
            interfaces = ["near0"]
            decision = "deny"
            """;

    private static final String OTHERS_ONLY = """
            [[rule]]
            name = "others"
            users = [%d]
            interfaces = ["*"]
            decision = "allow"
            """.formatted(Client.OTHER_UID);

    /** One line of {@code --json}. */
    private record Found(String level, String check, String text, List<String> mend) {

        static Found read(String line) {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            assertThat(object.keySet()).containsExactly("level", "check", "finding", "mend");
            return new Found(
                    object.get("level").getAsString(),
                    object.get("check").getAsString(),
                    object.get("finding").getAsString(),
                    object.getAsJsonArray("mend").asList().stream()
                            .map(JsonElement::getAsString)
                            .toList());
        }
    }

    DoctorIT() {
        super(2);
    }

    @Test
    void where_everything_is_as_it_should_be_there_is_no_problem() {
        Programs.Result result = cli().run("doctor", "near0", "--json");
        List<Found> findings = findings(result);
        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(findings).noneMatch(found -> found.level().equals("problem"));
        assertThat(findings)
                .extracting(Found::check)
                .containsSubsequence("kernel", "libxdp", "broker", "policy", "polkit", "memlock", "interface");
        assertThat(one(findings, "kernel").text())
                .contains("AF_XDP sockets", "the broker has tried it", "SO_PEERPIDFD");
        assertThat(one(findings, "libxdp").level()).isEqualTo("ok");
        assertThat(one(findings, "broker").text()).startsWith("version ").endsWith(" answers at " + broker.socket());
        assertThat(one(findings, "policy").text()).startsWith("Rule 'everyone' allows queue 0 of near0");
        assertThat(findings).anySatisfy(found -> assertThat(found.text())
                .startsWith("near0 (driver veth, 2 queues) has native XDP; the kernel copies packets"));
    }

    @Test
    void people_get_a_table_with_the_commands_below_what_they_mend() {
        Programs.Result result = Cli.at(bed, "/nonexistent/socket").run("doctor");
        assertThat(result.exitCode()).isEqualTo(EXIT_PROBLEM);
        assertThat(result.out().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line.split(" +")).containsExactly("LEVEL", "CHECK", "FINDING"));
        assertThat(result.out())
                .containsPattern("(?m)^problem +broker +no broker: there is no socket /nonexistent/socket$")
                .containsPattern("(?m)^ {12,}sudo .*/bin/xdp-brokerd --socket /nonexistent/socket$");
    }

    @Test
    void without_a_broker_everything_else_is_looked_at_all_the_same() {
        List<Found> findings = findings(Cli.at(bed, "/nonexistent/socket").run("doctor", "near0", "--json"));
        assertThat(one(findings, "broker").mend())
                .anyMatch(command ->
                        command.startsWith("sudo install -d -m 755 -o ") && command.endsWith(" /nonexistent"));
        assertThat(one(findings, "policy"))
                .isEqualTo(new Found("note", "policy", "not known without a broker", List.of()));
        assertThat(one(findings, "kernel").level()).isEqualTo("ok");
        assertThat(one(findings, "libxdp").level()).isEqualTo("ok");
        assertThat(findings).anyMatch(found -> found.text().startsWith("near0 exists"));
    }

    @Test
    void a_socket_that_a_broker_has_left_behind_is_told_from_none() {
        broker.kill();
        assertThat(one(doctor("near0"), "broker").text()).contains("nobody listens at " + broker.socket());
    }

    @Test
    void a_folder_that_may_not_be_searched_is_named_and_opened_by_the_command() {
        Path folder = Objects.requireNonNull(Path.of(broker.socket()).getParent());
        Programs.run("chmod", "700", folder.toString()).orFail();
        Found found = one(doctor("near0"), "broker");
        assertThat(found.level()).isEqualTo("problem");
        assertThat(found.mend()).containsExactly("sudo chmod o+x " + folder);
        mend(found);
        assertThat(one(doctor("near0"), "broker").level()).isEqualTo("ok");
    }

    @Test
    void a_socket_that_may_not_be_written_to_is_opened_by_the_command() {
        Programs.run("chmod", "600", broker.socket()).orFail();
        Found found = one(doctor("near0"), "broker");
        assertThat(found.text()).contains("may not write to the socket " + broker.socket());
        mend(found);
        assertThat(one(doctor("near0"), "broker").level()).isEqualTo("ok");
    }

    @Test
    void a_broker_that_does_not_answer_is_waited_for_no_longer_than_told() {
        broker.pause();
        Found found;
        try {
            found = one(findings(cli().run("doctor", "near0", "--timeout", "0.5", "--json")), "broker");
        } finally {
            broker.resume();
        }
        assertThat(found.level()).isEqualTo("problem");
        assertThat(found.text()).contains("did not answer org.varlink.service.GetInfo within 500 ms");
        assertThat(found.mend()).anyMatch(command -> command.startsWith("ps "));
    }

    @Test
    void who_no_rule_mentions_gets_the_rule_to_add() {
        restart(OTHERS_ONLY);
        Found found = one(doctor("near0"), "policy");
        assertThat(found.level()).isEqualTo("problem");
        assertThat(found.text()).startsWith("No rule matches: uid " + Client.UID);
        mend(found);
        broker.awaitLog("policy-reloaded");
        assertThat(one(doctor("near0"), "policy").text()).startsWith("Rule '" + Client.UID + "-near0' allows queue 0");
    }

    @Test
    void whom_a_rule_denies_is_led_to_the_file() {
        restart(DENY);
        Found found = one(doctor("near0"), "policy");
        assertThat(found.level()).isEqualTo("problem");
        assertThat(found.text()).startsWith("Rule 'not-that' denies queue 0 of near0");
        assertThat(found.mend()).hasSize(2);
        assertThat(found.mend().get(0)).matches("sudo editor /.*/policy.toml");
        assertThat(found.mend().get(1)).isEqualTo("sudo sh -c 'kill -HUP " + broker.pid() + "'");
    }

    @Test
    void without_a_name_a_denial_of_some_is_no_problem_and_one_of_all_is() {
        bed.near("ip", "link", "add", "spare0", "type", "bridge").orFail();
        restart(OTHERS_ONLY);
        Found none = one(doctor(), "policy");
        assertThat(none.level()).isEqualTo("problem");
        assertThat(none.text()).startsWith("allows you no interface: deny near0 spare0");
        assertThat(none.mend()).containsExactly("xdp-broker doctor near0");
        restart(ASK.replace("*", "spare*"));
        assertThat(one(doctor(), "policy")).isEqualTo(new Found("ok", "policy", "ask spare0; deny near0", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xdpdrv", "xdpgeneric"})
    void a_foreign_program_is_named_and_detached_by_the_command(String mode) {
        int program = bed.attachForeignProgram(NetworkBed.NEAR, mode);
        Found found = only(doctor("near0"), "carries XDP program " + program);
        assertThat(found.level()).isEqualTo("problem");
        assertThat(found.mend()).containsExactly("sudo ip link set dev near0 " + mode + " off");
        // of all interfaces it is one that may not matter
        assertThat(only(doctor(), "carries XDP program " + program).level()).isEqualTo("note");
        mend(found);
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        assertThat(doctor("near0")).noneMatch(other -> other.text().contains("carries XDP program"));
    }

    @Test
    void the_brokers_own_program_is_not_foreign() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 auto");
            assertThat(doctor("near0")).noneMatch(found -> found.text().contains("carries XDP program"));
        }
    }

    @Test
    void a_foreign_program_is_seen_without_a_broker_too() {
        int program = bed.attachForeignProgram(NetworkBed.NEAR, "xdpgeneric");
        List<Found> findings = findings(Cli.at(bed, "/nonexistent/socket").run("doctor", "near0", "--json"));
        assertThat(only(findings, "carries XDP program " + program).mend())
                .containsExactly("sudo ip link set dev near0 xdpgeneric off");
    }

    @Test
    void a_limit_of_locked_memory_below_the_librarys_need_is_raised_by_the_command() {
        Found found =
                one(findings(cli().runShell("ulimit -S -l 1024; exec xdp-broker doctor near0 --json")), "memlock");
        assertThat(found.level()).isEqualTo("problem");
        assertThat(found.text())
                .startsWith("1 MiB for all AF_XDP programs of this user together; the Java library registers"
                        + " 4 MiB, QEMU 32 MiB a queue");
        assertThat(found.mend()).first().isEqualTo("ulimit -S -l 4096");
        assertThat(found.mend().get(1)).matches("echo '.* - memlock 4096' \\| sudo tee /etc/security/limits.d/.*");
        Found after = one(
                findings(cli().runShell(
                                "ulimit -S -l 1024; " + found.mend().get(0) + "; exec xdp-broker doctor near0 --json")),
                "memlock");
        assertThat(after.level()).isEqualTo("note");
        assertThat(after.text()).contains("enough for the Java library (4 MiB); QEMU registers 32 MiB a queue");
        Found hard = one(findings(cli().runShell("ulimit -l 1024; exec xdp-broker doctor near0 --json")), "memlock");
        assertThat(hard.mend()).first().isEqualTo("sudo prlimit --pid $$ --memlock=4194304");
    }

    @Test
    void a_libxdp_that_cannot_be_loaded_is_named_with_what_to_install() throws IOException {
        Path copy = Stage.get().room().resolve("home");
        Programs.run("cp", "-r", Stage.get().installed().toString(), copy.toString())
                .orFail();
        Path library = Files.createDirectories(copy.resolve("lib/native")).resolve("libxdp.so.1");
        Files.writeString(library, "no library");
        Programs.run("chmod", "-R", "a+rX", copy.toString()).orFail();
        Programs.Result result = cli().runShell(copy + "/bin/xdp-broker doctor near0 --json");
        assertThat(result.exitCode()).isEqualTo(EXIT_PROBLEM);
        Found found = one(findings(result), "libxdp");
        assertThat(found.level()).isEqualTo("problem");
        assertThat(found.text()).startsWith(library + " cannot be loaded: ").contains("cannot register packet memory");
        assertThat(found.mend()).hasSize(1);
    }

    @Test
    void an_interface_that_is_not_there_is_a_problem() {
        Programs.Result result = cli().run("doctor", "nothere0", "--json");
        assertThat(result.exitCode()).isEqualTo(EXIT_PROBLEM);
        assertThat(only(findings(result), "nothere0 does not exist").mend()).containsExactly("xdp-broker interfaces");
        assertThat(one(findings(result), "policy").text()).contains("nothere0, which the broker does not have");
    }

    @Test
    void a_bridge_has_no_native_xdp_and_its_ports_are_named() {
        bed.near("ip", "link", "add", "bridge0", "up", "type", "bridge").orFail();
        assertThat(only(doctor("bridge0"), "bridge0 (driver bridge, 1 queue) has no native XDP"))
                .satisfies(found -> assertThat(found.level()).isEqualTo("note"))
                .satisfies(found -> assertThat(found.mend()).containsExactly("xdp-broker check bridge0 1 --mode skb"));
        bed.near("ip", "link", "set", "dev", "near0", "master", "bridge0").orFail();
        assertThat(only(doctor("bridge0"), "bridge0 (driver bridge, 1 queue) has no native XDP")
                        .mend())
                .containsExactly("xdp-broker doctor near0");
    }

    @Test
    void an_interface_that_is_down_or_has_large_packets_is_mended_by_the_commands() {
        bed.near("ip", "link", "set", "dev", "near0", "down", "mtu", "9000").orFail();
        Found down = only(doctor("near0"), "near0 is down");
        Found mtu = only(doctor("near0"), "near0 has MTU 9000: packets above 1792 bytes do not fit");
        assertThat(List.of(down.level(), mtu.level())).containsOnly("problem");
        mend(down);
        mend(mtu);
        assertThat(doctor("near0"))
                .noneMatch(found ->
                        found.text().contains("is down") || found.text().contains("MTU"));
    }

    @Test
    void a_veth_whose_peer_leaves_checksums_undone_is_told_until_the_command_was_run() {
        bed.near("ip", "link", "add", "left0", "up", "type", "veth", "peer", "name", "right0")
                .orFail();
        Found found = only(doctor("left0"), "left0 is a veth");
        assertThat(found.level()).isEqualTo("note");
        assertThat(found.mend()).containsExactly("sudo ethtool -K right0 tx off");
        mend(found);
        assertThat(doctor("left0")).noneMatch(other -> other.text().contains("is a veth"));
        assertThat(only(doctor("near0"), "near0 is a veth").text()).contains("which is not this one");
    }

    @Test
    void a_rule_that_asks_needs_a_polkit_that_knows_the_action() throws IOException {
        restart(ASK);
        String nobody = "unix:path=/nonexistent/bus";
        assertThat(one(asked(nobody), "polkit"))
                .satisfies(found -> assertThat(found.level()).isEqualTo("problem"))
                .satisfies(found -> assertThat(found.text()).contains("does not answer", "your rule says ask"))
                .satisfies(found -> assertThat(found.mend()).hasSize(1));
        try (PolkitBed polkit = PolkitBed.start(Map.of(), "")) {
            assertThat(one(asked(polkit.bus().address()), "polkit"))
                    .satisfies(found -> assertThat(found.level()).isEqualTo("problem"))
                    .satisfies(found ->
                            assertThat(found.text()).contains("does not know the action org.xdpbroker.request"))
                    .satisfies(found -> assertThat(found.mend())
                            .containsExactly("sudo cp " + installedActions() + " /usr/share/polkit-1/actions/"));
        }
        // what the command copies
        String actions = Files.readString(installedActions());
        try (PolkitBed polkit = PolkitBed.start(Map.of("org.xdpbroker.policy", actions), "")) {
            assertThat(one(asked(polkit.bus().address()), "polkit"))
                    .satisfies(found -> assertThat(found.level()).isEqualTo("ok"))
                    .satisfies(found -> assertThat(found.text()).contains("auth_admin_keep"));
        }
    }

    @Test
    void where_no_rule_asks_polkit_is_not_missed() {
        Programs.Result result =
                cli().runShell("DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent exec xdp-broker doctor near0 --json");
        assertThat(result.exitCode()).isZero();
        assertThat(one(findings(result), "polkit").level()).isEqualTo("note");
    }

    @Test
    void a_name_that_no_interface_can_have_is_a_wrong_command_line() {
        Programs.Result result = cli().run("doctor", "a/b");
        assertThat(result.exitCode()).isEqualTo(EXIT_USAGE);
        assertThat(result.err()).contains("IFNAME 'a/b'");
    }

    private Cli cli() {
        return Cli.of(bed, broker);
    }

    private List<Found> doctor(String... arguments) {
        return findings(cli().run(
                        ("doctor --json " + String.join(" ", arguments)).strip().split(" ")));
    }

    /** By a rule that asks, with another bus in the place of the system's. */
    private List<Found> asked(String bus) {
        return findings(cli().runShell("DBUS_SYSTEM_BUS_ADDRESS='" + bus + "' exec xdp-broker doctor near0 --json"));
    }

    private static Path installedActions() {
        return Stage.get().installed().resolve("share/polkit-1/actions/org.xdpbroker.policy");
    }

    private void restart(String policy) {
        broker.close();
        broker = RunningBroker.start(bed, policy);
    }

    /** Runs the commands as root in the namespace, where sudo(8) is not needed. */
    private void mend(Found found) {
        assertThat(found.mend()).isNotEmpty();
        found.mend().forEach(command -> bed.near("sh", "-c", command.replace("sudo ", ""))
                .orFail());
    }

    private static List<Found> findings(Programs.Result result) {
        List<Found> findings = result.out().lines().map(Found::read).toList();
        assertThat(findings).as(result.err()).isNotEmpty();
        boolean problem = findings.stream().anyMatch(found -> found.level().equals("problem"));
        assertThat(result.exitCode()).as(result.out()).isEqualTo(problem ? EXIT_PROBLEM : 0);
        return findings;
    }

    private static Found one(List<Found> findings, String check) {
        return findings.stream()
                .filter(found -> found.check().equals(check))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + check + ": " + findings));
    }

    private static Found only(List<Found> findings, String text) {
        return findings.stream()
                .filter(found -> found.text().contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no finding has '" + text + "': " + findings));
    }
}
