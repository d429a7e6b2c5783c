package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.FarCapture;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.PacketDump;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.Stage;
import org.xdpbroker.tests.bed.User;

/** {@code xdp-broker capture}: tcpdump reads from its file what the far end has sent. */
class CaptureIT extends SharedBrokerTests {

    private static final int EXIT_REFUSED = 1;
    private static final int EXIT_FAILURE = 3;
    private static final int EXIT_LEASE_ENDED = 4;
    private static final int EXIT_SIGINT = 130;
    private static final int QUEUES = 2;

    private Path file;

    @SuppressWarnings("NullAway.Init") // set before the tests
    CaptureIT() {
        super(QUEUES);
    }

    @Override
    void prepare() {
        bed.quietFar();
    }

    @BeforeEach
    void makeRoom() {
        file = Stage.get().openRoom("captured.pcapng");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void the_file_has_what_the_far_end_sent_byte_for_byte_in_order(String mode) {
        sendOn(1); // packets of several queues have no order
        try (FarCapture far = FarCapture.start(bed, "out");
                RunningProgram capture = capture("2", "-w", file.toString(), "-c", "30", "--mode", mode)) {
            ping(10, 56);
            ping(10, 57);
            ping(10, 1400);
            assertThat(capture.exitCode()).isZero();
            assertThat(capture.err()).contains("total  30 packets").contains("; 0 dropped");
            List<String> packets = PacketDump.of(file).packets();
            assertThat(packets).hasSize(30).isEqualTo(far.await(30).packets());
            assertThat(PacketDump.of(file).times()).isSorted();
        } finally {
            sendOn(QUEUES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void with_multi_buffer_a_packet_of_several_frames_is_captured_whole(String mode) {
        bed.setMtu(9000);
        try (FarCapture far = FarCapture.start(bed, "out");
                RunningProgram capture =
                        capture("2", "-w", file.toString(), "-c", "3", "--mode", mode, "--multi-buffer")) {
            ping(3, 8000);
            assertThat(capture.exitCode()).isZero();
            List<String> packets = PacketDump.of(file).packets();
            assertThat(packets).hasSize(3).isEqualTo(far.await(3).packets());
        } finally {
            bed.setMtu(1500);
        }
    }

    @Test
    void as_many_of_the_longest_packets_as_the_memory_takes_are_captured_at_once() {
        bed.setMtu(65_535);
        sendOn(1);
        try (RunningProgram capture =
                capture("1", "-w", file.toString(), "-c", "50", "--mode", "skb", "--multi-buffer")) {
            capture.signal("STOP");
            ping(55, 65_000);
            capture.signal("CONT");
            assertThat(capture.exitCode()).isZero();
            assertThat(PacketDump.of(file).packets()).hasSize(50).allMatch(packet -> packet.length() == 2 * 65_042);
        } finally {
            sendOn(QUEUES);
            bed.setMtu(1500);
        }
    }

    @Test
    void snaplen_keeps_the_beginning_of_each_packet_and_its_length() {
        try (RunningProgram capture = capture("2", "-w", file.toString(), "-c", "3", "--snaplen", "50")) {
            ping(3, 300);
            assertThat(capture.exitCode()).isZero();
        }
        assertThat(PacketDump.of(file).packets()).hasSize(3).allMatch(packet -> packet.length() == 2 * 50);
        assertThat(PacketDump.of(file).inWords()).contains("length 308"); // of ICMP, as its IP header tells
    }

    @Test
    void without_a_file_each_packet_is_a_line_with_time_length_type_and_addresses() {
        try (RunningProgram capture = capture("2", "-c", "2")) {
            ping(2, 56);
            assertThat(capture.exitCode()).isZero();
            assertThat(capture.out().lines())
                    .hasSize(2)
                    .allMatch(line -> line.matches(
                            "\\d\\d:\\d\\d:\\d\\d\\.\\d{9}    98 IPv4  10\\.77\\.0\\.2 > 10\\.77\\.0\\.1 ICMP"));
        }
    }

    @Test
    void packets_of_all_queues_come_and_json_tells_the_queue() {
        try (RunningProgram capture = capture("2", "-c", "40", "--json");
                Client far = Client.startFar(bed)) {
            far.tell("udp " + NetworkBed.NEAR_ADDRESS + " 7 40");
            assertThat(capture.exitCode()).isZero();
            List<JsonObject> lines = capture.out()
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
            assertThat(lines).hasSize(41);
            assertThat(lines.subList(0, 40))
                    .extracting(
                            line -> line.getAsJsonObject("packet").get("queue").getAsInt())
                    .contains(0, 1)
                    .allMatch(queue -> queue < QUEUES);
            JsonObject summary = lines.get(40).getAsJsonObject("summary");
            assertThat(summary.get("packets").getAsInt()).isEqualTo(40);
            assertThat(summary.get("dropped").getAsInt()).isZero();
        }
    }

    @Test
    void standard_output_takes_the_file_as_tcpdump_reads_it() {
        try (RunningProgram capture = capture("2", "-c", "3", "-w", "-")) {
            ping(3, 56);
            assertThat(capture.exitCode()).isZero();
            assertThat(PacketDump.of(capture.outFile()).packets()).hasSize(3);
        }
    }

    @Test
    void an_interrupt_ends_it_with_all_packets_in_the_file_and_the_counts_told() {
        try (RunningProgram capture = capture("2", "-w", file.toString(), "--progress")) {
            ping(5, 56);
            capture.awaitErr("so far  5 packets");
            capture.signal("INT");
            assertThat(capture.exitCode()).isEqualTo(EXIT_SIGINT);
            assertThat(capture.err()).contains("total  5 packets, 490 bytes");
        }
        assertThat(PacketDump.of(file).packets()).hasSize(5);
    }

    @Test
    void the_jvm_may_use_its_best_compiler_and_for_a_short_command_only_the_quick_one() throws IOException {
        try (RunningProgram capture = capture("1");
                RunningProgram request = cli.start("-v", "request", NetworkBed.NEAR, "1", "--start-queue", "1")) {
            request.awaitOut("Held until");
            assertThat(commandLine(capture)).doesNotContain("TieredStopAtLevel");
            assertThat(commandLine(request)).contains("-XX:TieredStopAtLevel=1");
        }
    }

    @Test
    void without_a_packet_the_file_is_one_all_the_same() {
        try (RunningProgram capture = capture("2", "-w", file.toString())) {
            capture.signal("TERM");
            assertThat(capture.exitCode()).isEqualTo(128 + 15);
        }
        assertThat(PacketDump.of(file).packets()).isEmpty();
    }

    @Test
    void packets_there_was_no_room_for_are_counted() {
        int sent = 3000;
        try (RunningProgram capture = capture("1", "-w", file.toString(), "--buffer", "1", "--json", "--progress");
                Client far = Client.startFar(bed)) {
            sendOn(1);
            capture.signal("STOP");
            // what waits in the veth's own ring comes later, and what that has no room for does not come
            long lostBefore = bed.farCount("tx_dropped");
            long takenBefore = bed.nearCount("rx_packets");
            far.tell("udp " + NetworkBed.NEAR_ADDRESS + " 7 " + sent);
            LongSupplier lost = () -> bed.farCount("tx_dropped") - lostBefore;
            LongSupplier taken = () -> bed.nearCount("rx_packets") - takenBefore;
            Waiting.until(
                    () -> "all are on their way: " + taken.getAsLong() + " taken, " + lost.getAsLong() + " lost",
                    () -> taken.getAsLong() + lost.getAsLong() == sent);
            capture.signal("CONT");
            capture.awaitErr("\"packets\":512,");
            capture.signal("INT");
            capture.exitCode();
            JsonObject summary =
                    JsonParser.parseString(capture.out()).getAsJsonObject().getAsJsonObject("summary");
            assertThat(summary.get("packets").getAsInt()).isEqualTo(512);
            assertThat(summary.get("dropped").getAsInt()).isEqualTo(sent - 512 - (int) lost.getAsLong());
        } finally {
            sendOn(QUEUES);
        }
        assertThat(PacketDump.of(file).packets()).hasSize(512);
    }

    @Test
    void the_end_of_the_lease_is_told_with_its_reason_and_the_file_is_complete() {
        try (RunningProgram capture = capture("2", "-w", file.toString(), "--progress")) {
            ping(4, 56);
            capture.awaitErr("4 packets");
            cli.revokeTheOnlyLease("maintenance at noon");
            assertThat(capture.exitCode()).isEqualTo(EXIT_LEASE_ENDED);
            assertThat(capture.err()).contains("total  4 packets").contains("maintenance at noon");
        }
        assertThat(PacketDump.of(file).packets()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "/nonexistent/file.pcapng,/nonexistent/file.pcapng: No such file or directory",
        "'','': No such file or directory",
        "/dev/full,/dev/full: No space left on device"
    })
    void a_file_that_cannot_be_written_is_told_before_anything_is_asked_of_the_broker(String name, String told) {
        Programs.Result result = Cli.runAlone(bed, "capture", "near0", "1", "-w", name);
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("cannot write " + told);
    }

    @Test
    void who_cannot_be_told_of_packets_has_none_taken_any_longer() {
        try (RunningProgram capture = User.of(bed, broker)
                .start("sh", "-c", "exec xdp-broker capture " + NetworkBed.NEAR + " 2 >/dev/full")) {
            capture.awaitErr("capturing on");
            ping(1, 56);
            assertThat(capture.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(capture.err())
                    .contains("cannot write to standard output: No space left on device")
                    .contains("total  1 packet, 98 bytes");
        }
    }

    @Test
    void who_is_refused_has_the_file_as_it_was_or_none() throws IOException {
        String[] refused = {"capture", NetworkBed.NEAR, "1", "--start-queue", "2", "-w", file.toString()};
        assertThat(cli.run(refused).err()).contains("queue 2 was asked for");
        assertThat(file).doesNotExist();
        writeForEveryone("dear");
        assertThat(cli.run(refused).exitCode()).isEqualTo(EXIT_REFUSED);
        assertThat(file).hasContent("dear");
    }

    @Test
    void what_was_in_the_file_is_gone_when_packets_come() throws IOException {
        writeForEveryone("long".repeat(10_000));
        try (RunningProgram capture = capture("2", "-w", file.toString(), "-c", "2")) {
            ping(2, 56);
            assertThat(capture.exitCode()).isZero();
        }
        assertThat(PacketDump.of(file).packets()).hasSize(2);
    }

    @Test
    void a_pipe_takes_the_file_too() {
        Programs.run("mkfifo", "-m", "666", file.toString()).orFail();
        try (RunningProgram reader = bed.startFar("cat", file.toString());
                RunningProgram capture = capture("2", "-w", file.toString(), "-c", "2")) {
            ping(2, 56);
            assertThat(capture.exitCode()).isZero();
            assertThat(reader.exitCode()).isZero();
            assertThat(PacketDump.of(reader.outFile()).packets()).hasSize(2);
        }
    }

    private void writeForEveryone(String content) throws IOException {
        Files.writeString(file, content);
        Programs.run("chmod", "666", file.toString()).orFail();
    }

    private RunningProgram capture(String queues, String... options) {
        String[] arguments = Stream.concat(
                        List.of("capture", NetworkBed.NEAR, queues).stream(), List.of(options).stream())
                .toArray(String[]::new);
        RunningProgram program = cli.start(arguments);
        program.awaitErr("capturing on");
        return program;
    }

    private static String commandLine(RunningProgram program) throws IOException {
        return Files.readString(Path.of("/proc/" + program.pid() + "/cmdline"));
    }

    /** The far end's packets come on as many queues. */
    private void sendOn(int queues) {
        bed.far("ethtool", "-L", NetworkBed.FAR, "tx", String.valueOf(queues)).orFail();
    }

    /** Nobody answers, so ping's own exit code tells nothing. */
    private void ping(int count, int bytes) {
        bed.far(
                "ping",
                "-c",
                String.valueOf(count),
                "-i",
                "0.01",
                "-W",
                "0.1",
                "-s",
                String.valueOf(bytes),
                NetworkBed.NEAR_ADDRESS);
    }
}
