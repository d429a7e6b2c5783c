package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;

/** The command itself, with runs so short that their numbers say nothing but that there are some, and that they agree. */
class BenchIT {

    @ParameterizedTest
    @ValueSource(strings = {"native/64/rxdrop", "skb/64/txonly", "native/64/fwd"})
    void both_ends_of_a_row_count_the_same_packets(String scenario) {
        JsonObject row = measure("^" + scenario + "/java/c$");
        assertThat(row.get("name").getAsString()).isEqualTo(scenario);
        assertThat(row.get("peer").getAsString()).isEqualTo("c");
        assertThat(row.get("ratio").getAsDouble()).isPositive().isFinite();
        assertThat(row.get("cpuRatio").getAsDouble()).isPositive().isFinite();
        for (String side : List.of("oursFigures", "peerFigures")) {
            JsonObject figures = row.getAsJsonObject(side);
            assertThat(figures.get("packetsPerSecond").getAsDouble()).isPositive();
            assertThat(figures.get("cpuNsPerPacket").getAsDouble()).isPositive();
            assertThat(figures.get("unaccountedPackets").getAsLong()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native/64/rxdrop", "native/64/txonly", "native/64/fwd"})
    void once_warm_the_library_leaves_nothing_on_the_heap(String scenario) {
        JsonObject row = measure("^" + scenario + "/java/c$", "1");
        assertThat(row.getAsJsonObject("oursFigures")
                        .get("allocatedBytesPerPacket")
                        .getAsDouble())
                .as("the smallest object a batch is 0.25")
                .isLessThan(0.2);
    }

    @Test
    void an_echo_row_tells_latencies_in_their_order() {
        JsonObject row = measure("^native/64/echo/java/c$");
        assertThat(row.get("p99Ratio").getAsDouble()).isPositive();
        for (String side : List.of("oursFigures", "peerFigures")) {
            JsonObject latency = row.getAsJsonObject(side)
                    .getAsJsonArray("runs")
                    .get(0)
                    .getAsJsonObject()
                    .getAsJsonObject("latency");
            assertThat(latency.get("samples").getAsLong()).isPositive();
            assertThat(List.of(
                            latency.get("p50").getAsLong(),
                            latency.get("p99").getAsLong(),
                            latency.get("p999").getAsLong(),
                            latency.get("max").getAsLong()))
                    .isSorted();
        }
    }

    @Test
    void the_table_stands_below_what_it_was_measured_on() {
        assertThat(runOf("^skb/64/txonly/java/c$", "0.2").lines().limit(3))
                .satisfiesExactly(
                        machine -> assertThat(machine).isEqualTo(Machine.here().line()),
                        head -> assertThat(head).startsWith("row "),
                        row -> assertThat(row).startsWith("skb/64/txonly "));
    }

    @Test
    void micro_benchmarks_of_rings_and_batches_need_no_kernel() {
        List<String> command = new ArrayList<>(List.of("env", "JDK_JAVA_OPTIONS=-Djmh.ignoreLock=true"));
        command.addAll(command("--jmh", "-f", "1", "-wi", "0", "-i", "1", "-r", "10ms"));
        String table = Programs.run(command).orFail();
        assertThat(table.lines().dropWhile(line -> !line.startsWith("Benchmark ")))
                .anyMatch(line -> line.contains("RingBenchmark.send"))
                .anyMatch(line -> line.contains("BatchBenchmark.receive "));
    }

    @Test
    void a_row_that_does_not_exist_is_a_wrong_command_line() {
        Programs.Result result = bench("--rows", "no-such-row");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("no-such-row", "--list");
    }

    private static JsonObject measure(String rows) {
        return measure(rows, "0.2");
    }

    private static JsonObject measure(String rows, String warmUp) {
        JsonObject report =
                JsonParser.parseString(runOf(rows, warmUp, "--json")).getAsJsonObject();
        assertThat(report.keySet()).contains("kernel", "cpu", "jdk", "date", "rows");
        JsonArray all = report.getAsJsonArray("rows");
        assertThat(all).hasSize(1);
        return all.get(0).getAsJsonObject();
    }

    /** What one run of some rows prints. */
    private static String runOf(String rows, String warmUp, String... options) {
        NetworkBed.create(1).close(); // skips, or fails in CI, where the machine cannot
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--rows", rows, "--runs", "1", "--seconds", "0.2", "--warm-up", warmUp));
        return bench(arguments.toArray(String[]::new)).orFail();
    }

    private static Programs.Result bench(String... arguments) {
        return Programs.run(command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Objects.requireNonNull(System.getProperty("xdpbroker.root")) + "/tests/bench/run");
        command.addAll(List.of(arguments));
        return command;
    }
}
