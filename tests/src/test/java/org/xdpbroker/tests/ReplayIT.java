package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.FarCapture;
import org.xdpbroker.tests.bed.PacketFiles;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.Stage;
import org.xdpbroker.tests.bed.User;

/** {@code xdp-broker replay}: what the far end sees of a file. */
class ReplayIT extends SharedBrokerTests {

    private static final int EXIT_FAILURE = 3;
    private static final int EXIT_LEASE_ENDED = 4;
    private static final int EXIT_SIGINT = 130;
    private static final int EXIT_SIGTERM = 143;
    private static final int LINUX_COOKED = 113;
    /** Short gaps and long ones in turn. */
    private static final long[] TIMES = {0, 40_000, 240_000, 280_000, 480_000, 520_000, 720_000, 760_000};

    ReplayIT() {
        super(1);
    }

    @Override
    void prepare() {
        bed.quietFar();
    }

    @ParameterizedTest
    @CsvSource({"pcap,1", "pcapng,2"})
    void packets_arrive_in_order_unchanged_and_spaced_as_they_were_recorded(String format, int speed) {
        byte[][] packets = packets(TIMES.length);
        Path file = format.equals("pcap") ? PacketFiles.pcap(TIMES, packets) : PacketFiles.pcapng(TIMES, packets);
        // a busy machine makes single gaps longer or shorter, but does not do so again and again
        List<List<Double>> tries = new ArrayList<>();
        do {
            tries.add(arrivals(file, speed, packets));
        } while (!areAsRecorded(tries.get(tries.size() - 1), speed) && tries.size() < 5);
        assertThat(tries).anyMatch(times -> areAsRecorded(times, speed));
    }

    /** When packets arrive that are replayed at a speed, in seconds. */
    private List<Double> arrivals(Path file, int speed, byte[]... packets) {
        try (FarCapture far = FarCapture.start(bed, "in")) {
            String out = cli.run("replay", file.toString(), "near0", "--speed", String.valueOf(speed))
                    .orFail();
            assertThat(out).startsWith("total  8 packets, ");
            assertThat(far.await(TIMES.length).packets()).isEqualTo(hex(packets));
            return far.await(TIMES.length).times();
        }
    }

    private static boolean areAsRecorded(List<Double> times, int speed) {
        int last = TIMES.length - 1;
        double recordedSeconds = TIMES[last] / 1e6;
        double slowness = (times.get(last) - times.get(0)) / (recordedSeconds / speed);
        double ratio = longToShortGap(times); // recorded: 5
        return slowness >= 0.95 && slowness < 1.5 && ratio >= 2.5 && ratio <= 10;
    }

    private static double longToShortGap(List<Double> times) {
        List<Double> shortGaps = new ArrayList<>();
        List<Double> longGaps = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            (i % 2 == 1 ? shortGaps : longGaps).add(times.get(i) - times.get(i - 1));
        }
        return median(longGaps) / median(shortGaps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--flat-out", "--rate=2k"})
    void at_a_rate_or_flat_out_recorded_times_do_not_count_and_all_passes_are_sent(String pacing) {
        byte[][] packets = packets(100);
        long[] aDayEach =
                IntStream.range(0, 100).mapToLong(i -> i * 86_400_000_000L).toArray();
        Path file = PacketFiles.pcapng(aDayEach, packets);
        try (FarCapture far = FarCapture.start(bed, "in")) {
            String out = cli.run("replay", file.toString(), "near0", pacing, "--loop", "3", "--json")
                    .orFail();
            JsonObject summary = JsonParser.parseString(out).getAsJsonObject().getAsJsonObject("summary");
            assertThat(summary.get("packets").getAsInt()).isEqualTo(300);
            assertThat(summary.get("notSent").getAsInt()).isZero();
            List<String> expected = new ArrayList<>();
            for (int pass = 0; pass < 3; pass++) {
                expected.addAll(hex(packets));
            }
            assertThat(far.await(300).packets()).isEqualTo(expected);
        }
    }

    @Test
    void a_rate_is_not_exceeded() {
        Path file = PacketFiles.pcap(new long[100], packets(100));
        String out = cli.run("replay", file.toString(), "near0", "--rate", "200", "--json")
                .orFail();
        JsonObject summary = JsonParser.parseString(out).getAsJsonObject().getAsJsonObject("summary");
        assertThat(summary.get("packetsPerSecond").getAsDouble()).isBetween(0.1, 203.0);
    }

    @Test
    void packets_that_are_too_long_or_have_no_ethernet_header_are_counted_and_the_others_sent() {
        byte[][] packets = packets(4);
        packets[1] = PacketFiles.packet(1, 3000); // the MTU is 1500
        packets[2] = new byte[13];
        Path file = PacketFiles.pcap(new long[4], packets);
        try (FarCapture far = FarCapture.start(bed, "in")) {
            assertThat(cli.run("replay", file.toString(), "near0").orFail())
                    .startsWith("total  2 packets, ")
                    .contains("; 2 not sent (2 of them too long or too short)");
            assertThat(far.await(2).packets()).isEqualTo(hex(packets[0], packets[3]));
        }
    }

    @Test
    void packets_longer_than_a_frame_are_sent_whole_between_short_ones_as_long_as_the_interface_allows() {
        byte[][] packets = packets(6);
        packets[1] = PacketFiles.packet(1, 4097);
        packets[2] = PacketFiles.packet(2, 9014);
        packets[3] = PacketFiles.packet(3, 9019); // the MTU is 9000, and a VLAN tag may come on top
        packets[5] = PacketFiles.packet(5, 8192);
        Path file = PacketFiles.pcap(new long[6], packets);
        bed.setMtu(9000);
        try (FarCapture far = FarCapture.start(bed, "in")) {
            assertThat(cli.run("replay", file.toString(), "near0", "--multi-buffer", "--flat-out", "--loop", "20")
                            .orFail())
                    .startsWith("total  100 packets, ")
                    .contains("; 20 not sent (20 of them too long or too short)");
            List<String> expected = new ArrayList<>();
            for (int pass = 0; pass < 20; pass++) {
                expected.addAll(hex(packets[0], packets[1], packets[2], packets[4], packets[5]));
            }
            assertThat(far.await(100).packets()).isEqualTo(expected);
        } finally {
            bed.setMtu(1500);
        }
    }

    @Test
    void packets_longer_than_a_frame_are_passed_over_unless_they_are_asked_for_and_that_is_told() {
        Path file = PacketFiles.pcap(new long[2], PacketFiles.packet(0, 4096), PacketFiles.packet(1, 4097));
        bed.setMtu(9000);
        try {
            Programs.Result result = cli.run("replay", file.toString(), "near0");
            assertThat(result.orFail()).startsWith("total  1 packet, ").contains("; 1 not sent");
            assertThat(result.err()).contains("packets of more than 4096 bytes are sent with --multi-buffer");
        } finally {
            bed.setMtu(1500);
        }
    }

    @Test
    void of_packets_of_several_frames_that_did_not_leave_each_is_one_however_many_found_no_room() {
        Path file = PacketFiles.pcap(new long[1], PacketFiles.packet(0, 9000));
        bed.setMtu(9000);
        bed.near("ip", "link", "set", "near0", "down").orFail();
        try (RunningProgram replay = replay(file + " near0 --multi-buffer --flat-out --loop 200 --progress")) {
            replay.awaitErr("so far  170 packets"); // of three frames each, of 512
            replay.signal("INT");
            assertThat(replay.exitCode()).isEqualTo(EXIT_SIGINT);
            assertThat(replay.out()).startsWith("total  0 packets, 0 bytes ").contains("; 170 not sent");
        } finally {
            bed.near("ip", "link", "set", "near0", "up").orFail();
            bed.setMtu(1500);
        }
    }

    @Test
    void packets_that_did_not_leave_count_neither_as_sent_nor_by_their_bytes() {
        Path file = PacketFiles.pcap(new long[3], packets(3));
        bed.near("ip", "link", "set", "near0", "down").orFail();
        try {
            Programs.Result result = cli.run("replay", file.toString(), "near0");
            assertThat(result.orFail()).startsWith("total  0 packets, 0 bytes ").contains("; 3 not sent");
            assertThat(result.err()).contains("near0 is down", "3 packets were given to the kernel");
        } finally {
            bed.near("ip", "link", "set", "near0", "up").orFail();
        }
    }

    @Test
    void of_a_file_that_is_cut_short_what_is_there_is_sent_and_the_damage_told() {
        byte[][] packets = packets(5);
        Path file = PacketFiles.cutShort(PacketFiles.pcap(new long[5], packets), 10);
        try (FarCapture far = FarCapture.start(bed, "in")) {
            Programs.Result result = cli.run("replay", file.toString(), "near0");
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err()).contains(file.toString()).contains("truncated");
            assertThat(result.out()).startsWith("total  4 packets, ");
            assertThat(far.await(4).packets()).isEqualTo(hex(packets).subList(0, 4));
        }
    }

    @Test
    void what_cannot_be_sent_at_all_is_told_before_anything_is_asked_of_the_broker() throws IOException {
        Path text = Stage.get().openRoom("text");
        Files.writeString(text, "not packets, but some text that is longer than a header\n");
        Path secret = PacketFiles.pcap(new long[1], packets(1));
        Programs.run("chmod", "600", secret.toString()).orFail();
        Path cooked = PacketFiles.pcap(LINUX_COOKED, new long[1], packets(1));
        assertFails("/nonexistent.pcap", "No such file or directory\n");
        assertFails(text.toString(), "unknown file format");
        assertFails(secret.toString(), "Permission denied");
        assertFails(cooked.toString(), "link type LINUX_SLL");
        assertFails(Stage.get().room().toString(), "Is a directory");
    }

    @Test
    void an_interrupt_ends_it_with_the_counts_told() {
        Path file = PacketFiles.pcap(new long[] {0, 0, 3_600_000_000L}, packets(3));
        try (FarCapture far = FarCapture.start(bed, "in");
                RunningProgram replay = cli.start("replay", file.toString(), "near0")) {
            far.await(2);
            replay.signal("INT");
            assertThat(replay.exitCode()).isEqualTo(EXIT_SIGINT);
            assertThat(replay.out()).startsWith("total  2 packets, ");
        }
    }

    @Test
    void the_end_of_the_lease_is_told_with_its_reason() {
        Path file = PacketFiles.pcap(new long[] {0, 0, 3_600_000_000L}, packets(3));
        try (FarCapture far = FarCapture.start(bed, "in");
                RunningProgram replay = cli.start("replay", file.toString(), "near0")) {
            far.await(2);
            cli.revokeTheOnlyLease("maintenance at noon");
            assertThat(replay.exitCode()).isEqualTo(EXIT_LEASE_ENDED);
            assertThat(replay.err()).contains("maintenance at noon");
            assertThat(replay.out()).startsWith("total  2 packets, ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void what_a_pipe_has_given_is_sent_at_once_and_a_signal_ends_the_wait_for_more(String signal) {
        Path pipe = makePipe();
        try (FarCapture far = FarCapture.start(bed, "in");
                RunningProgram feeder = feed(pipe, "cat FILE && exec sleep 1000");
                RunningProgram replay = replay("- near0 <" + pipe)) {
            assertThat(far.await(3).packets()).isEqualTo(hex(packets(3)));
            replay.signal(signal);
            assertThat(replay.exitCode()).isEqualTo(signal.equals("INT") ? EXIT_SIGINT : EXIT_SIGTERM);
            assertThat(replay.out()).startsWith("total  3 packets, ");
            assertThat(replay.err()).startsWith("xdp-broker: sending on near0").hasLineCount(1);
            assertThat(feeder.err()).isEmpty();
        }
    }

    @Test
    void the_end_of_the_lease_ends_the_wait_for_a_pipe() {
        Path pipe = makePipe();
        try (FarCapture far = FarCapture.start(bed, "in");
                RunningProgram feeder = feed(pipe, "cat FILE && exec sleep 1000");
                RunningProgram replay = replay("- near0 --flat-out <" + pipe)) {
            far.await(3);
            cli.revokeTheOnlyLease("maintenance at noon");
            assertThat(replay.exitCode()).isEqualTo(EXIT_LEASE_ENDED);
            assertThat(replay.err()).contains("maintenance at noon");
            assertThat(replay.out()).startsWith("total  3 packets, ");
            assertThat(feeder.err()).isEmpty();
        }
    }

    @Test
    void an_interrupt_ends_the_wait_for_somebody_to_open_the_pipe_again() {
        Path pipe = makePipe();
        try (FarCapture far = FarCapture.start(bed, "in");
                RunningProgram feeder = feed(pipe, "cat FILE");
                RunningProgram replay = replay(pipe + " near0 --loop 2")) {
            far.await(3);
            assertThat(feeder.exitCode()).isZero();
            replay.signal("INT");
            assertThat(replay.exitCode()).isEqualTo(EXIT_SIGINT);
            assertThat(replay.out()).startsWith("total  3 packets, ");
        }
    }

    private static Path makePipe() {
        Path pipe = Stage.get().openRoom("packets.pipe");
        Programs.run("mkfifo", "-m", "666", pipe.toString()).orFail();
        return pipe;
    }

    /** What a script of sh(1) writes goes to a pipe; FILE is one of three packets. */
    private RunningProgram feed(Path pipe, String script) {
        String file = PacketFiles.pcap(new long[3], packets(3)).toString();
        return bed.startFar("sh", "-c", "exec >" + pipe + " && " + script.replace("FILE", file));
    }

    /** The process is xdp-broker's. */
    private RunningProgram replay(String words) {
        return User.of(bed, broker).start("sh", "-c", "exec xdp-broker replay " + words);
    }

    private void assertFails(String file, String told) {
        Programs.Result result = Cli.runAlone(bed, "replay", file, "near0");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains(file).contains(told);
    }

    private static byte[][] packets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> PacketFiles.packet(i, 60 + i))
                .toArray(byte[][]::new);
    }

    private static List<String> hex(byte[]... packets) {
        return List.of(packets).stream().map(HexFormat.of()::formatHex).toList();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
