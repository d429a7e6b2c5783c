package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.FarCapture;
import org.xdpbroker.tests.bed.PacketDump;
import org.xdpbroker.tests.bed.PacketFiles;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.Stage;
import org.xdpbroker.tests.bed.User;

/** {@code xdp-broker generate} on one end of a veth, {@code xdp-broker sink} on the other. */
class GenerateAndSinkIT extends SharedBrokerTests {

    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILURE = 3;
    private static final int EXIT_LEASE_ENDED = 4;
    private static final int EXIT_SIGINT = 130;
    private static final String GENERATE = "loop0";
    private static final String SINK = "loop1";

    GenerateAndSinkIT() {
        super(1);
    }

    @Override
    void prepare() {
        bed.quietFar();
        bed.addLoop(2, 1500);
    }

    @ParameterizedTest
    @CsvSource({"1,60,1", "2,1514,16"})
    void what_is_generated_arrives_whole_in_order_and_with_a_latency(String queues, String size, String flows) {
        int count = 1000; // for which the sink has room at any rate
        try (RunningProgram sink = sink(queues, "-c", String.valueOf(count))) {
            JsonObject sent = summary(cli.run(
                            "generate",
                            GENERATE,
                            "--rate",
                            "1k",
                            "-c",
                            String.valueOf(count),
                            "--size",
                            size,
                            "--flows",
                            flows,
                            "--json")
                    .orFail());
            assertThat(sent.get("packets").getAsInt()).isEqualTo(count);
            assertThat(sent.get("bytes").getAsLong()).isEqualTo(count * Long.parseLong(size));
            assertThat(sent.get("notSent").getAsInt()).isZero();
            assertThat(sent.get("packetsPerSecond").getAsDouble()).isBetween(1.0, 1010.0);
            assertThat(sink.exitCode()).isZero();
            JsonObject arrived = summary(sink.out());
            assertThat(arrived.get("packets").getAsInt()).isEqualTo(count);
            for (String fault : List.of("lost", "reordered", "duplicated", "dropped", "unclocked")) {
                assertThat(arrived.get(fault).getAsInt()).as(fault).isZero();
            }
            JsonObject latency = arrived.getAsJsonObject("latencyNanos");
            assertThat(latency.get("p50").getAsLong()).isPositive();
            assertThat(List.of("p50", "p99", "p99.9", "max"))
                    .extracting(name -> latency.get(name).getAsLong())
                    .isSorted();
        }
    }

    @Test
    void both_tell_every_second_what_came_to_pass_in_it() {
        try (RunningProgram sink = sink("1")) {
            String sent = cli.run("generate", GENERATE, "--rate", "500", "--seconds", "2.5", "--json")
                    .orFail();
            int total = summary(sent).get("packets").getAsInt();
            assertThat(sum(sent, "packets")).isBetween(1, total);
            Waiting.until(
                    () -> "the sink has told of all packets: " + sink.out(), () -> sum(sink.out(), "packets") == total);
            sink.signal("INT");
            sink.exitCode();
            assertThat(sum(sink.out(), "packets")).isEqualTo(total);
        }
    }

    @Test
    void what_a_sink_misses_is_told_as_lost_and_where_it_was_dropped() {
        // so slow that only who is stopped misses any: 512 packets are kept meanwhile
        try (RunningProgram sink = sink("1", "--buffer", "1");
                RunningProgram generate = cli.start("generate", GENERATE, "--rate", "150", "--json")) {
            sink.awaitOut("\"latencyNanos\"");
            sink.signal("STOP");
            int before = sum(generate.out(), "packets");
            // up to a second of what it tells next was sent before
            Waiting.until("more are sent than are kept", () -> sum(generate.out(), "packets") >= before + 800);
            sink.signal("CONT");
            Waiting.until(() -> "the sink misses some: " + sink.out(), () -> sum(sink.out(), "lost") > 0);
            generate.signal("INT");
            assertThat(generate.exitCode()).isEqualTo(EXIT_SIGINT);
            int count = summary(generate.out()).get("packets").getAsInt();
            Waiting.until(
                    () -> "the sink has told of all " + count + " packets: " + sink.out(),
                    () -> sum(sink.out(), "packets") + sum(sink.out(), "lost") == count);
            sink.signal("INT");
            assertThat(sink.exitCode()).isEqualTo(EXIT_SIGINT);
            JsonObject arrived = summary(sink.out());
            int lost = arrived.get("lost").getAsInt();
            assertThat(lost).isPositive().isEqualTo(arrived.get("dropped").getAsInt());
            assertThat(arrived.get("packets").getAsInt() + lost).isEqualTo(count);
            assertThat(arrived.get("reordered").getAsInt()).isZero();
            assertThat(arrived.getAsJsonObject("latencyNanos").get("max").getAsLong())
                    .as("of those that were kept for it")
                    .isGreaterThan(1_000_000_000);
        }
    }

    @Test
    void packets_that_are_missing_swapped_or_doubled_on_the_way_are_told_to_the_packet() {
        List<String> sent = capturedAtSink(10);
        byte[][] changed = IntStream.of(0, 1, 2, 4, 3, 5, 7, 7, 8, 9)
                .mapToObj(i -> HexFormat.of().parseHex(sent.get(i)))
                .toArray(byte[][]::new);
        Path file = PacketFiles.pcap(new long[changed.length], changed);
        try (RunningProgram sink = sink("1", "-c", String.valueOf(changed.length))) {
            cli.run("replay", file.toString(), GENERATE).orFail();
            assertThat(sink.exitCode()).isZero();
            JsonObject arrived = summary(sink.out());
            assertThat(arrived.get("packets").getAsInt()).isEqualTo(changed.length);
            assertThat(arrived.get("lost").getAsInt()).isEqualTo(1);
            assertThat(arrived.get("reordered").getAsInt()).isEqualTo(1);
            assertThat(arrived.get("duplicated").getAsInt()).isEqualTo(1);
            assertThat(arrived.get("dropped").getAsInt()).isZero();
        }
    }

    @Test
    void an_ordinary_network_stack_takes_the_packets_for_udp() {
        try (FarCapture far = FarCapture.start(bed, "in")) {
            cli.run(
                            "generate",
                            "near0",
                            "-c",
                            "4",
                            "--flows",
                            "2",
                            "--size",
                            "100",
                            "--to",
                            "52:54:00:12:34:56",
                            "--to-ip",
                            "10.77.0.2",
                            "--from-ip",
                            "10.77.0.9",
                            "--to-port",
                            "4000")
                    .orFail();
            assertThat(far.await(4).inWords())
                    .contains("10.77.0.9.49152 > 10.77.0.2.4000: ", "10.77.0.9.49153 > 10.77.0.2.4000: ")
                    .contains("UDP, length 58")
                    .doesNotContain("bad");
            assertThat(far.await(4).packets()).allMatch(packet -> packet.startsWith("525400123456"));
        }
    }

    @Test
    void the_end_of_the_lease_is_told_with_its_reason_and_the_counts_so_far() {
        try (RunningProgram sink = sink("1");
                RunningProgram generate = cli.start("generate", GENERATE, "--rate", "100", "--json")) {
            sink.awaitOut("\"latencyNanos\"");
            for (String lease : cli.run("leases").orFail().lines().skip(1).toList()) {
                cli.run("revoke", lease.split(" ")[0], "--reason", "maintenance at noon")
                        .orFail();
            }
            for (RunningProgram program : List.of(sink, generate)) {
                assertThat(program.exitCode()).isEqualTo(EXIT_LEASE_ENDED);
                assertThat(program.err()).contains("maintenance at noon");
                assertThat(summary(program.out()).get("packets").getAsInt()).isPositive();
            }
        }
    }

    @Test
    void an_interface_without_addresses_is_known_with_its_mtu_and_hardware_address() {
        Programs.Result tooLong = cli.run("generate", GENERATE, "--size", "1519", "-c", "1");
        assertThat(tooLong.exitCode()).isEqualTo(EXIT_USAGE);
        assertThat(tooLong.err()).contains("--size is 60 to 1518 bytes on this interface, not 1519");
        String own = bed.near("cat", "/sys/class/net/" + GENERATE + "/address").orFail();
        assertThat(capturedAtSink(1))
                .singleElement()
                .asString()
                .startsWith("020000000002" + own.strip().replace(":", ""));
    }

    @Test
    void an_interface_of_that_name_in_the_namespace_of_the_caller_does_not_mislead() {
        User user = User.of(bed, broker).thatMakesNamespaces();
        String script = "ip link add " + GENERATE + " index 4711 mtu 500 type bridge" + " && exec xdp-broker generate "
                + GENERATE + " --size 1000 -c 2";
        Programs.Result result = user.run("unshare", "--user", "--map-root-user", "--net", "sh", "-c", script);
        assertThat(result.orFail()).contains("total  2 packets, 2000 bytes");
    }

    @Test
    void an_interface_that_is_down_is_told_before_and_after() {
        bed.near("ip", "link", "set", GENERATE, "down").orFail();
        try {
            Programs.Result result = cli.run("generate", GENERATE, "-c", "5", "--json");
            assertThat(result.err())
                    .contains(GENERATE + " is down", "ip link set " + GENERATE + " up")
                    .contains("5 packets were given to the kernel and did not leave");
            assertThat(summary(result.orFail()).get("notSent").getAsInt()).isEqualTo(5);
        } finally {
            bed.near("ip", "link", "set", GENERATE, "up").orFail();
        }
    }

    @Test
    void who_receives_is_told_that_larger_packets_take_multi_buffer() {
        bed.setLoopMtu(9000);
        try (RunningProgram sink = sink("1")) {
            sink.awaitErr(SINK + " takes packets of up to 9014 bytes; those above 1792 are dropped");
        } finally {
            bed.setLoopMtu(1500);
        }
        try (RunningProgram sink = sink("1")) {
            sink.signal("INT");
            sink.exitCode();
            assertThat(sink.err()).doesNotContain("--multi-buffer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "1M"})
    void an_interface_that_is_deleted_ends_the_leases_of_both(String rate) {
        try (RunningProgram sink = sink("1");
                RunningProgram generate = cli.start("generate", GENERATE, "--rate", rate, "--json")) {
            sink.awaitOut("\"latencyNanos\"");
            bed.near("ip", "link", "del", GENERATE).orFail();
            for (RunningProgram program : List.of(sink, generate)) {
                assertThat(program.exitCode()).isEqualTo(EXIT_LEASE_ENDED);
                assertThat(summary(program.out()).get("packets").getAsInt()).isPositive();
            }
        } finally {
            bed.addLoop(2, 1500);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate " + GENERATE + " --rate 10", "sink " + SINK, "sink " + SINK + " --json"})
    void a_reader_that_goes_ends_them(String command) {
        Programs.Result result = cli.runShell("(xdp-broker " + command + "; echo exit code $? >&2) | head -n 1");
        assertThat(result.err())
                .contains("cannot write to standard output: Broken pipe")
                .contains("exit code " + EXIT_FAILURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate " + GENERATE + " -c 1", "generate " + GENERATE + " --rate 10", "interfaces"})
    void what_cannot_be_told_is_a_failure(String command) {
        Programs.Result result = cli.runShell("xdp-broker " + command + " >/dev/full");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("cannot write to standard output: No space left on device");
    }

    /** Packets of generate's as they arrive where the sink otherwise is, in hexadecimal. */
    private List<String> capturedAtSink(int count) {
        Path file = Stage.get().openRoom("generated.pcapng");
        String packets = String.valueOf(count);
        try (RunningProgram capture = cli.start("capture", SINK, "1", "-c", packets, "-w", file.toString())) {
            capture.awaitErr("capturing on");
            cli.run("generate", GENERATE, "-c", packets).orFail();
            assertThat(capture.exitCode()).isZero();
        }
        return PacketDump.of(file).packets();
    }

    private RunningProgram sink(String queues, String... options) {
        RunningProgram sink =
                cli.start(Stream.concat(List.of("sink", SINK, queues, "--json").stream(), List.of(options).stream())
                        .toArray(String[]::new));
        sink.awaitErr("receiving on");
        return sink;
    }

    private static JsonObject summary(String out) {
        String last = out.lines().reduce((before, line) -> line).orElseThrow();
        return JsonParser.parseString(last).getAsJsonObject().getAsJsonObject("summary");
    }

    /** A count, of all seconds that were told so far. */
    private static int sum(String out, String name) {
        return out.substring(0, out.lastIndexOf('\n') + 1) // the last line may be there in part
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line -> line.has("second"))
                .mapToInt(line -> line.getAsJsonObject("second").get(name).getAsInt())
                .sum();
    }
}
