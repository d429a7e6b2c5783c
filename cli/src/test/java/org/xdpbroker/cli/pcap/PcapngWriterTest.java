package org.xdpbroker.cli.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what libpcap, which is somebody else's, reads. */
class PcapngWriterTest {

    private static final long NANOS = 1_700_000_000_123_456_789L;

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("file.pcapng");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void packets_of_any_length_come_back_with_their_nanoseconds(boolean tellsQueues) throws IOException {
        Random random = new Random(1);
        List<byte[]> packets = new ArrayList<>();
        try (PcapngWriter writer = writer(tellsQueues)) {
            for (int length = 0; length < 2000; length += 7) {
                byte[] packet = new byte[length];
                random.nextBytes(packet);
                packets.add(packet);
                writer.packet(NANOS + length, 3, memory(packet), 5, length, length + 1);
                writer.writeBatch();
            }
            writer.statistics(NANOS, NANOS + 1, 10, 2);
        }
        try (PacketFile file = PacketFile.open(path.toString())) {
            for (byte[] packet : packets) {
                assertThat(file.next()).isTrue();
                assertThat(file.nanos()).isEqualTo(NANOS + packet.length);
                assertThat(file.captured()).isEqualTo(packet.length);
                assertThat(file.length()).isEqualTo(packet.length + 1);
                ByteBuffer copy = ByteBuffer.allocateDirect(packet.length + 2);
                file.copyTo(copy, 1);
                byte[] bytes = new byte[packet.length];
                copy.get(1, bytes);
                assertThat(bytes).isEqualTo(packet);
            }
            assertThat(file.next()).isFalse();
        }
    }

    @Test
    void packets_of_the_greatest_length_come_back_however_many_are_in_a_batch() throws IOException {
        ByteBuffer packet = memory(new byte[65_535]);
        try (PcapngWriter writer = writer(true)) {
            for (int i = 0; i < 200; i++) {
                packet.putInt(5, i);
                writer.packet(NANOS + i, 3, packet, 5, 65_535, 65_535);
            }
            writer.writeBatch();
        }
        try (PacketFile file = PacketFile.open(path.toString())) {
            ByteBuffer copy = ByteBuffer.allocateDirect(65_535);
            for (int i = 0; i < 200; i++) {
                assertThat(file.next()).isTrue();
                file.copyTo(copy, 0);
                assertThat(copy.getInt(0)).isEqualTo(i);
            }
            assertThat(file.next()).isFalse();
        }
    }

    @Test
    void each_block_says_its_length_at_both_ends_and_the_last_has_the_counters() throws IOException {
        try (PcapngWriter writer = writer(true)) {
            writer.packet(NANOS, 0x01020304, memory(new byte[61]), 5, 61, 1000);
            writer.statistics(NANOS - 1, NANOS + 1, 1000, 7);
        }
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.nativeOrder());
        List<Integer> types = new ArrayList<>();
        int last = 0;
        while (file.hasRemaining()) {
            last = file.position();
            types.add(file.getInt());
            int length = file.getInt();
            assertThat(length % 4).isZero();
            assertThat(file.getInt(last + length - 4)).isEqualTo(length);
            file.position(last + length);
        }
        assertThat(types).containsExactly(0x0a0d0d0a, 1, 6, 5);
        String counters = HexFormat.of().formatHex(file.array(), last, file.limit());
        assertThat(counters)
                .contains("04000800" + "e803000000000000")
                .contains("05000800" + "0700000000000000")
                .contains("08000800" + "e103000000000000");
        assertThat(new String(file.array(), StandardCharsets.ISO_8859_1)).contains("test0", "the application");
    }

    @Test
    void what_has_gathered_is_written_out_when_that_is_asked_for() throws IOException {
        try (PcapngWriter writer = writer(false)) {
            writer.packet(NANOS, 0, memory(new byte[60]), 5, 60, 60);
            writer.writeBatch();
            assertThat(path).isEmptyFile();
            writer.flush();
            try (PacketFile file = PacketFile.open(path.toString())) {
                assertThat(file.next()).isTrue();
            }
        }
    }

    @Test
    void a_file_that_is_cut_short_is_read_up_to_there_and_says_so() throws IOException {
        try (PcapngWriter writer = writer(false)) {
            writer.packet(NANOS, 0, memory(new byte[60]), 5, 60, 60);
            writer.packet(NANOS, 0, memory(new byte[60]), 5, 60, 60);
        }
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length - 30));
        try (PacketFile file = PacketFile.open(path.toString())) {
            assertThat(file.next()).isTrue();
            assertThatThrownBy(file::next)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("truncated");
        }
    }

    @Test
    void what_is_no_file_of_packets_is_refused_by_name() throws IOException {
        Files.writeString(path, "this is text, and long enough not to be taken for a file that is cut short");
        assertThatThrownBy(() -> PacketFile.open(path.toString()))
                .hasMessageContaining("cannot read " + path)
                .hasMessageContaining("unknown file format");
        String missing = folder.resolve("missing").toString();
        assertThatThrownBy(() -> PacketFile.open(missing))
                .hasMessageContaining("cannot read " + missing + ": No such file or directory");
        assertThatThrownBy(() -> PacketFile.open(folder.toString())).hasMessageContaining("Is a directory");
    }

    /** A pcap file in big-endian order with microseconds, the other magic number, and another link type: 113, Linux cooked. */
    @Test
    void packets_of_another_link_type_are_refused_by_its_name() throws IOException {
        Files.write(
                path,
                HexFormat.of().parseHex("a1b2c3d4" + "00020004" + "00000000" + "00000000" + "00040000" + "00000071"));
        assertThatThrownBy(() -> PacketFile.open(path.toString()))
                .hasMessageContaining("LINUX_SLL")
                .hasMessageContaining("Only Ethernet");
    }

    private PcapngWriter writer(boolean tellsQueues) {
        try {
            return new PcapngWriter(
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    "the application",
                    "test0",
                    262144,
                    tellsQueues);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer memory(byte... packet) {
        return ByteBuffer.allocateDirect(packet.length + 5).put(5, packet);
    }
}
