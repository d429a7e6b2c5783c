package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.User;

/** {@code xdp-broker top} over a silent loop: what goes in at loop0 comes out at loop1, and nothing else does. */
class TopIT extends ClientTests {

    private static final int EXIT_FAILURE = 3;
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_SIGINT = 130;
    private static final int PACKET_BYTES = 60;

    private Cli root;

    TopIT() {
        super(1);
    }

    @Override
    void prepare() {
        bed.addLoop(2, 1500);
    }

    @BeforeEach
    void start() {
        root = Cli.of(User.root(bed, broker));
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void what_was_sent_and_received_is_told_to_the_packet(String mode) {
        openLoop(mode);
        client.tell("send from 0 100");
        assertThat(client.count("receive to 0 100 60000")).isEqualTo(100);
        JsonObject tick = look(root);
        JsonObject receiver = queue(tick, "loop1", 0);
        assertThat(receiver.get("receivedPackets").getAsLong()).isEqualTo(100);
        assertThat(receiver.get("receivedBytes").getAsLong()).isEqualTo(100 * PACKET_BYTES);
        assertThat(receiver.get("sentPackets").getAsLong()).isZero();
        assertThat(receiver.get("drops").getAsLong()).isZero();
        JsonObject sender = queue(tick, "loop0", 0);
        assertThat(sender.get("sentPackets").getAsLong()).isEqualTo(100);
        assertThat(sender.get("receivedPackets").getAsLong()).isZero();
    }

    @Test
    void each_queue_has_its_own_numbers() {
        client.tell("request from loop0 2 0 native");
        client.tell("request to loop1 2 0 native");
        for (String lease : new String[] {"from", "to"}) {
            client.tell("open " + lease + " 0");
            client.tell("open " + lease + " 1");
        }
        client.tell("send from 0 1");
        client.tell("send from 1 3");
        assertThat(client.count("receive to 1 3 60000")).isEqualTo(3);
        assertThat(client.count("receive to 0 1 60000")).isEqualTo(1);
        JsonObject tick = look(root);
        for (int queue = 0; queue < 2; queue++) {
            long expected = queue == 0 ? 1 : 3;
            assertThat(queue(tick, "loop1", queue).get("receivedPackets").getAsLong())
                    .isEqualTo(expected);
            assertThat(queue(tick, "loop0", queue).get("sentPackets").getAsLong())
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"256,512,256,100%", "512,128,128,25%"})
    void packets_for_which_the_rx_ring_or_the_fill_ring_has_no_room_are_drops(
            int rxSize, int fillSize, int waiting, String full) {
        openLoop("native", rxSize, 256, fillSize);
        client.tell("send from 0 300");
        JsonObject receiver = queue(look(root), "loop1", 0);
        assertThat(receiver.get("receivedPackets").getAsLong()).isEqualTo(300);
        assertThat(receiver.getAsJsonObject("rxRing").get("entries").getAsInt()).isEqualTo(waiting);
        assertThat(receiver.get("drops").getAsLong()).isEqualTo(300 - waiting);
        assertThat(root.run("top", "--count", "1", "--interval", "0.1").out()).contains(" " + full + " ");
    }

    @Test
    void packets_that_the_kernel_was_not_woken_for_wait_on_the_tx_ring() {
        openLoop("native", 256, 256, 64);
        client.tell("submit to 0 64");
        JsonObject sender = queue(look(root), "loop1", 0);
        assertThat(sender.getAsJsonObject("txRing").get("entries").getAsInt()).isEqualTo(64);
        assertThat(sender.getAsJsonObject("rxRing").get("entries").getAsInt()).isZero();
        assertThat(sender.get("sentPackets").getAsLong()).isZero();
        assertThat(root.run("top", "--count", "1", "--interval", "0.1").out()).containsPattern("loop1 .* 0% +25%");
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 2048, 8192})
    void a_rings_size_is_found_out(int size) {
        openLoop("native", size, 2 * size, 64);
        JsonObject receiver = queue(look(root), "loop1", 0);
        assertThat(receiver.getAsJsonObject("rxRing").get("size").getAsInt()).isEqualTo(size);
        assertThat(receiver.getAsJsonObject("txRing").get("size").getAsInt()).isEqualTo(2 * size);
    }

    @Test
    void a_ring_that_is_too_small_to_tell_its_size_tells_its_entries_alone() {
        openLoop("native", 64, 64, 128);
        client.tell("send from 0 3");
        JsonObject ring = queue(look(root), "loop1", 0).getAsJsonObject("rxRing");
        assertThat(ring.get("entries").getAsInt()).isEqualTo(3);
        assertThat(ring.has("size")).isFalse();
    }

    @Test
    void every_lease_begins_at_zero() {
        openLoop("native");
        client.tell("send from 0 10");
        assertThat(client.count("receive to 0 10 60000")).isEqualTo(10);
        client.tell("close to");
        broker.awaitLog("lease-ended");
        client.tell("request again loop1 1 0 native");
        client.tell("open again 0");
        assertThat(queue(look(root), "loop1", 0).get("receivedPackets").getAsLong())
                .isZero();
        client.tell("send from 0 2");
        assertThat(client.count("receive again 0 2 60000")).isEqualTo(2);
        assertThat(queue(look(root), "loop1", 0).get("receivedPackets").getAsLong())
                .isEqualTo(2);
    }

    @Test
    void the_rates_of_all_looks_come_to_what_was_carried() {
        openLoop("native");
        try (RunningProgram top = root.start("top", "--interval", "0.2", "--json")) {
            top.awaitOut("\n");
            client.tell("send from 0 100");
            assertThat(client.count("receive to 0 100 60000")).isEqualTo(100);
            Waiting.until("all is told", () -> carried(top, "loop1", "receivedPacketsPerSecond") > 99.5);
            Waiting.until("all is told", () -> carried(top, "loop0", "sentPacketsPerSecond") > 99.5);
            assertThat(carried(top, "loop1", "receivedPacketsPerSecond")).isCloseTo(100, within(0.01));
            assertThat(carried(top, "loop1", "receivedBytesPerSecond")).isCloseTo(100.0 * PACKET_BYTES, within(0.01));
            assertThat(carried(top, "loop0", "sentPacketsPerSecond")).isCloseTo(100, within(0.01));
            assertThat(carried(top, "loop1", "dropsPerSecond")).isZero();
        }
    }

    @Test
    void the_user_of_a_lease_sees_all_of_it_unless_the_kernel_keeps_a_users_processes_apart() {
        openLoop("native");
        String scope = Programs.run("sh", "-c", "cat /proc/sys/kernel/yama/ptrace_scope || echo 0")
                .orFail()
                .strip();
        Programs.Result result = Cli.of(bed, broker).run("top", "--count", "1", "--interval", "0.1");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains(" loop0 ", " loop1 ", " " + client.pid() + " ", " java ", " native ");
        if (scope.equals("0")) {
            assertThat(result.err()).isEmpty();
            assertThat(result.out().lines().skip(2)).noneMatch(line -> line.contains(" - "));
        } else {
            assertThat(result.err()).contains("EPERM").contains("kernel.yama.ptrace_scope is " + scope);
        }
    }

    @Test
    void another_user_sees_none_of_it() {
        openLoop("native");
        JsonObject tick = look(Cli.of(User.other(bed, broker)));
        assertThat(tick.getAsJsonArray("leases")).isEmpty();
    }

    @Test
    void who_sees_the_lease_but_may_not_look_into_its_process_is_shown_what_the_broker_counts() {
        openLoop("native");
        client.tell("send from 0 5");
        Cli blind = Cli.of(User.rootWithout("sys_ptrace", bed, broker));
        JsonObject receiver = queue(look(blind), "loop1", 0);
        assertThat(receiver.get("receivedPackets").getAsLong()).isEqualTo(5);
        assertThat(receiver.keySet()).containsExactlyInAnyOrder("queue", "receivedPackets", "receivedBytes");
        Programs.Result table = blind.run("top", "--count", "3", "--interval", "0.1");
        assertThat(table.exitCode()).isZero();
        assertThat(table.out().lines().filter(line -> line.contains(" loop1 ")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).matches(".* 0 +0\\.0 +- +- +- +-"));
        assertThat(table.err().lines().filter(line -> line.contains("no process that you may look into")))
                .as("once for each of the two leases")
                .hasSize(2);
    }

    @Test
    void top_keeps_no_copy_of_a_socket_whose_process_dies() {
        openLoop("native");
        try (RunningProgram top = root.start("top", "--interval", "0.1", "--json")) {
            top.awaitOut("\"txRing\"");
            client.kill();
            try (Client next = Client.start(bed, broker, Client.OTHER_UID)) {
                Waiting.until(
                        "both leases have ended",
                        () -> broker.log().stream()
                                        .filter(line -> line.contains("lease-ended"))
                                        .count()
                                == 2);
                next.tell("request to loop1 1 0 native");
                next.tell("open to 0");
            }
            top.signal("INT");
            assertThat(top.exitCode()).isEqualTo(EXIT_SIGINT);
            assertThat(top.err()).doesNotContain("Exception");
        }
    }

    @Test
    void a_broker_that_goes_ends_it() {
        try (RunningProgram top = root.start("top", "--interval", "0.1", "--json")) {
            top.awaitOut("\n");
            broker.stop();
            assertThat(top.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(top.err())
                    .startsWith("xdp-broker: ")
                    .contains("xdp-brokerd")
                    .hasLineCount(1);
        }
    }

    @Test
    void a_reader_that_goes_ends_it() {
        Programs.Result result =
                Cli.of(bed, broker).runShell("xdp-broker top --interval 0.1 | head -n 1 && echo reader gone");
        assertThat(result.out()).contains("reader gone");
        assertThat(result.err())
                .contains("cannot write to standard output: Broken pipe")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void who_cannot_be_told_is_a_failure(String option) {
        Programs.Result result =
                Cli.of(bed, broker).runShell("xdp-broker top --interval 0.1 " + option + " >/dev/full");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err())
                .contains("cannot write to standard output: No space left on device")
                .hasLineCount(1);
    }

    @Test
    void on_a_terminal_the_table_is_written_over_and_fits() {
        openLoop("native");
        String screen = root.runShell(
                        "script -qec 'stty rows 3 cols 40; xdp-broker top --count 2 --interval 0.1' /dev/null")
                .orFail();
        assertThat(screen.split("\033\\[H", -1))
                .as("parts between two ways home")
                .hasSize(3);
        List<String> lines =
                screen.substring(screen.lastIndexOf("\033[H") + 3).lines().toList();
        assertThat(lines).as("two of three rows, then what clears the rest").hasSize(3);
        assertThat(lines.get(0).replaceAll("\033\\[\\w", ""))
                .startsWith("INTERFACE")
                .hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void a_terminal_of_80_columns_shows_all_numbers_of_an_interfaces_queues() {
        client.tell("request to loop1 2 0 native");
        client.tell("open to 0");
        client.tell("open to 1");
        String screen = root.runShell(
                        "script -qec 'stty rows 24 cols 80; xdp-broker top --count 1 --interval 0.1' /dev/null")
                .orFail()
                .replaceAll("\033\\[\\w", "");
        assertThat(screen.lines()).allMatch(line -> line.length() <= 80);
        assertThat(screen.lines().findFirst().orElseThrow())
                .contains("INTERFACE  QUEUES", "RX-PKT/S  RX-MBIT/S  TX-PKT/S  DROPS/S  RX-RING  TX-RING");
        assertThat(screen).containsPattern("loop1 +0-1 .* 0 +0\\.0 +0 +0 +0% +0%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--interval 0", "--interval 61", "--interval NaN", "--count 0", "--count -1", "loop0"})
    void a_wrong_command_line_is_told(String arguments) {
        Programs.Result result = root.run(("top " + arguments).split(" "));
        assertThat(result.exitCode()).isEqualTo(EXIT_USAGE);
        assertThat(result.out()).isEmpty();
    }

    private void openLoop(String mode) {
        client.tell("request from loop0 1 0 " + mode);
        client.tell("request to loop1 1 0 " + mode);
        client.tell("open from 0");
        client.tell("open to 0");
    }

    private void openLoop(String mode, int rxSize, int txSize, int fillSize) {
        client.tell("request from loop0 1 0 " + mode);
        client.tell("request to loop1 1 0 " + mode);
        client.tell("open from 0");
        client.tell("openrings to 0 " + rxSize + " " + txSize + " " + fillSize);
    }

    private static JsonObject look(Cli cli) {
        return JsonParser.parseString(cli.run("top", "--count", "1", "--interval", "0.1", "--json")
                        .orFail())
                .getAsJsonObject();
    }

    private static JsonObject lease(JsonObject tick, String interfaceName) {
        for (JsonElement lease : tick.getAsJsonArray("leases")) {
            if (lease.getAsJsonObject().get("interface").getAsString().equals(interfaceName)) {
                return lease.getAsJsonObject();
            }
        }
        throw new AssertionError("no lease of " + interfaceName + ": " + tick);
    }

    private static JsonObject queue(JsonObject tick, String interfaceName, int queue) {
        return lease(tick, interfaceName).getAsJsonArray("queues").get(queue).getAsJsonObject();
    }

    /** A rate of each look, times how long it was for. */
    private static double carried(RunningProgram top, String interfaceName, String rate) {
        String out = top.out();
        List<JsonObject> ticks = new ArrayList<>();
        out.substring(0, out.lastIndexOf('\n') + 1)
                .lines()
                .forEach(line -> ticks.add(JsonParser.parseString(line).getAsJsonObject()));
        return ticks.stream()
                .mapToDouble(tick -> tick.get("seconds").getAsDouble()
                        * lease(tick, interfaceName).get(rate).getAsDouble())
                .sum();
    }
}
