package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.RunningProgram;

/** xdp-broker on a command line: what it prints, its exit codes, and a lease that it holds itself. */
class CommandLineIT extends SharedBrokerTests {

    private static final int EXIT_REFUSED = 1;
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILURE = 3;
    private static final int EXIT_LEASE_ENDED = 4;
    private static final int EXIT_SIGINT = 130;
    private static final int EXIT_SIGTERM = 143;

    private static final String POLICY = """
            [[rule]]
            name = "lab"
            interfaces = ["near0"]
            decision = "allow"
            """;

    CommandLineIT() {
        super(2);
    }

    @Override
    RunningBroker newBroker() {
        return RunningBroker.start(bed, POLICY);
    }

    @ParameterizedTest
    @CsvSource({
        "--help,Usage: xdp-broker",
        "request --help,Usage: xdp-broker request",
        "--version,xdp-broker 0",
        "request --version,xdp-broker 0"
    })
    void who_asks_what_it_is_is_told_with_exit_code_0(String arguments, String text) {
        Programs.Result result = cli.run(arguments.split(" "));
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains(text);
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                          | Missing subcommand",
                "requests near0 1                            | requests",
                "request                                     | IFNAME",
                "request near0                               | QUEUES",
                "request near0 0                             | QUEUES is how many queues, 1 to 252, not 0",
                "request near0 -1                            | -1",
                "request near0 x                             | 'x'",
                "request near0 253                           | QUEUES is how many queues, 1 to 252, not 253",
                "request near0 99999999999                   | '99999999999'",
                "request sixteen-bytes-xx 1                  | IFNAME 'sixteen-bytes-xx' has 16 bytes",
                "request near0/../lo 1                       | IFNAME 'near0/../lo'",
                "request near0 1 --mode fast                 | fast",
                "request near0 1 --start-queue -1            | --start-queue is a queue number",
                "request near0 1 --start-queue x             | '--start-queue'",
                "request near0 1 --timeout 0                 | --timeout is a number of seconds",
                "request near0 1 --timeout NaN               | --timeout is a number of seconds",
                "request near0 1 --timeout x                 | '--timeout'",
                "request near0 1 --nothing                   | --nothing"
            })
    void a_wrong_command_line_is_told_with_exit_code_2(String arguments, String problem) {
        Programs.Result result =
                cli.run(arguments.isEmpty() ? new String[0] : arguments.strip().split(" "));
        assertThat(result.exitCode()).isEqualTo(EXIT_USAGE);
        assertThat(result.err()).contains(problem).doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void a_broker_that_is_not_there_is_told_with_its_socket_and_what_to_do() {
        Programs.Result result = Cli.at(bed, "/nonexistent/socket").run("request", "near0", "1");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err())
                .contains("/nonexistent/socket")
                .contains("Is it running?")
                .contains("XDP_BROKER_SOCKET");
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    void the_option_socket_goes_before_the_environment() {
        Programs.Result result = cli.run("request", "near0", "1", "--socket", "/nonexistent/other");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("/nonexistent/other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothere0 1                | no interface 'nothere0'   | NoSuchInterface",
                "lo 1                      | No rule matches           | Denied",
                "near0 3                   | has 2 receive queues      | QueueOutOfRange",
                "near0 1 --start-queue 2   | has 2 receive queues      | QueueOutOfRange"
            })
    void a_refusal_is_told_in_the_brokers_words_with_exit_code_1(String arguments, String reason, String error) {
        Programs.Result result = cli.run(("request " + arguments).split(" "));
        assertThat(result.exitCode()).isEqualTo(EXIT_REFUSED);
        assertThat(result.err()).startsWith("xdp-broker: ").contains(reason).contains("(" + error + ")");
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void a_queue_that_is_taken_is_refused_with_who_has_it() {
        try (Client holder = Client.start(bed, broker, Client.OTHER_UID)) {
            holder.tell("request l near0 1 1 auto");
            Programs.Result result = cli.run("request", "near0", "2");
            assertThat(result.exitCode()).isEqualTo(EXIT_REFUSED);
            assertThat(result.err()).contains("process " + holder.pid() + " of user " + Client.OTHER_UID);
        }
        awaitDetached();
    }

    @Test
    void verbose_tells_where_a_failure_came_from() {
        Programs.Result result = cli.run("-v", "request", "nothere0", "1");
        assertThat(result.exitCode()).isEqualTo(EXIT_REFUSED);
        assertThat(result.err()).contains("no interface 'nothere0'").contains("\tat org.xdpbroker.");
    }

    @ParameterizedTest
    @CsvSource({"INT," + EXIT_SIGINT, "TERM," + EXIT_SIGTERM, "HUP,129", "KILL,137"})
    void without_a_command_the_lease_is_printed_and_held_until_a_signal_ends_it(String signal, int exitCode) {
        try (RunningProgram held = cli.start("request", "near0", "2", "--mode", "skb")) {
            String lease = held.awaitOut("Held until interrupted");
            assertThat(lease).containsPattern("lease +[0-9a-f]{16}\n");
            assertThat(lease).containsPattern("interface +near0 \\(index \\d+\\)\n");
            assertThat(lease).containsPattern("queues +0, 1\n").containsPattern("mode +skb\n");
            assertThat(lease).containsPattern("rule +lab\n");
            assertThat(bed.programOn(NetworkBed.NEAR)).isNotZero();
            held.signal(signal);
            assertThat(held.exitCode()).isEqualTo(exitCode);
        }
        awaitDetached();
    }

    @Test
    void json_is_one_object_a_line_for_the_lease_and_for_each_event() {
        try (RunningBroker hasty =
                BrokerCommand.in(bed).options("--bind-deadline", "0.5").start()) {
            Programs.Result result = Cli.of(bed, hasty).run("request", "near0", "1", "--start-queue", "1", "--json");
            List<JsonObject> lines = result.out()
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
            assertThat(lines).hasSize(2);
            JsonObject lease = lines.get(0).getAsJsonObject("lease");
            assertThat(lease.get("id").getAsString()).matches("[0-9a-f]{16}");
            assertThat(lease.get("interface").getAsString()).isEqualTo("near0");
            assertThat(lease.get("uid").getAsInt()).isEqualTo(Client.UID);
            assertThat(lease.get("queues").toString()).contains("\"queue\":1");
            JsonObject event = lines.get(1).getAsJsonObject("event");
            assertThat(event.get("kind").getAsString()).isEqualTo("ended");
            assertThat(event.get("leaseId")).isEqualTo(lease.get("id"));
        }
    }

    @Test
    void a_lease_that_the_broker_ends_is_told_with_its_reason_and_exit_code_4() {
        try (RunningBroker hasty =
                BrokerCommand.in(bed).options("--bind-deadline", "0.5").start()) {
            Programs.Result result = Cli.of(bed, hasty).run("request", "near0", "1");
            assertThat(result.exitCode()).isEqualTo(EXIT_LEASE_ENDED);
            assertThat(result.err())
                    .contains("the lease has ended")
                    .contains("not bound within the bind deadline of 500 ms");
            assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        }
    }

    @Test
    void a_broker_that_dies_ends_the_lease_too() {
        RunningBroker dying = RunningBroker.start(bed);
        try (RunningProgram held = Cli.of(bed, dying).start("request", "near0", "1")) {
            held.awaitOut("Held until interrupted");
            dying.kill();
            assertThat(held.exitCode()).isEqualTo(EXIT_LEASE_ENDED);
            assertThat(held.err()).contains("the broker went away");
        }
        awaitDetached();
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "NATIVE", "skb", "auto"})
    void a_mode_is_known_in_upper_and_lower_case(String mode) {
        Programs.Result result = cli.runShell("xdp-broker request near0 1 --mode " + mode + " -- echo {mode}");
        assertThat(result.orFail()).isEqualTo(mode.equals("skb") ? "skb\n" : "native\n");
        awaitDetached();
    }
}
