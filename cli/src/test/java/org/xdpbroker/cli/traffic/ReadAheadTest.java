package org.xdpbroker.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xdpbroker.cli.pcap.PacketFile;

class ReadAheadTest {

    private static final int MOST_BYTES = 64;
    private static final long LONG_NANOS = Duration.ofSeconds(60).toNanos();

    @TempDir
    private Path folder;

    @Test
    void packets_come_in_order_as_they_are_in_the_file_and_each_pass_has_its_first() throws IOException {
        int count = 5 * ReadAhead.PLACES / 2;
        Path file = Files.write(folder.resolve("file"), pcap(count));
        try (ReadAhead ahead = ahead(file, 3)) {
            for (int i = 0; i < 3 * count; i++) {
                awaitPacket(ahead);
                int number = i % count;
                assertThat(ahead.isFirst()).isEqualTo(number == 0);
                assertThat(ahead.nanos()).isEqualTo(number * 1000L);
                assertThat(number(ahead)).isEqualTo(number);
                ahead.take();
            }
            awaitEnd(ahead);
            assertThat(ahead.hasPacket()).isFalse();
        }
    }

    @Test
    void what_a_pipe_has_given_is_there_while_the_rest_is_awaited() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (ReadAhead ahead = ahead(pipe, 1)) {
            try (OutputStream writer = new FileOutputStream(pipe.toFile())) {
                writer.write(pcap(2));
                takeNumbered(ahead, 0);
                takeNumbered(ahead, 1);
                ahead.await(1);
                assertThat(ahead.hasPacket()).isFalse();
                assertThat(ahead.isOver()).isFalse();
                writer.write(packet(2, MOST_BYTES));
                takeNumbered(ahead, 2);
            }
            awaitEnd(ahead);
        }
    }

    @Test
    void a_file_without_packets_is_over_however_often_it_is_to_be_read() throws IOException {
        Path file = Files.write(folder.resolve("file"), pcap(0));
        try (ReadAhead ahead = ahead(file, Long.MAX_VALUE)) {
            awaitEnd(ahead);
        }
    }

    @Test
    void damage_is_told_after_the_packets_before_it() throws IOException {
        byte[] whole = pcap(3);
        Path file = Files.write(folder.resolve("file"), Arrays.copyOf(whole, whole.length - 1));
        try (ReadAhead ahead = ahead(file, 1)) {
            for (int i = 0; i < 2; i++) {
                awaitPacket(ahead);
                assertThat(ahead.isOver()).isFalse();
                ahead.take();
            }
            assertThatThrownBy(() -> awaitEnd(ahead))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("truncated");
        }
    }

    @Test
    void of_a_packet_that_is_too_long_the_length_is_told() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1000).put(pcap(0)).put(packet(0, MOST_BYTES + 1));
        Path file = Files.write(folder.resolve("file"), Arrays.copyOf(bytes.array(), bytes.position()));
        try (ReadAhead ahead = ahead(file, 1)) {
            awaitPacket(ahead);
            assertThat(ahead.length()).isEqualTo(MOST_BYTES + 1);
        }
    }

    private static ReadAhead ahead(Path file, long passes) {
        return ReadAhead.start(() -> PacketFile.open(file.toString()), passes, MOST_BYTES);
    }

    private static void awaitPacket(ReadAhead ahead) throws IOException {
        while (!ahead.hasPacket()) {
            assertThat(ahead.isOver()).isFalse();
            ahead.await(LONG_NANOS);
        }
    }

    private static void takeNumbered(ReadAhead ahead, int expected) throws IOException {
        awaitPacket(ahead);
        assertThat(number(ahead)).isEqualTo(expected);
        ahead.take();
    }

    private static void awaitEnd(ReadAhead ahead) throws IOException {
        while (!ahead.isOver()) {
            ahead.await(LONG_NANOS);
        }
    }

    private static int number(ReadAhead ahead) {
        ByteBuffer memory = ByteBuffer.allocate(2 * MOST_BYTES);
        ahead.copyTo(memory, 1);
        return memory.getInt(1);
    }

    /** In big-endian order, with times in microseconds: a packet has its number in it, and as its time. */
    private static byte[] pcap(int count) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(ByteBuffer.allocate(24)
                .putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65535)
                .putInt(1)
                .array());
        for (int i = 0; i < count; i++) {
            parts.add(packet(i, MOST_BYTES));
        }
        ByteBuffer all =
                ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(all::put);
        return all.array();
    }

    private static byte[] packet(int number, int length) {
        return ByteBuffer.allocate(16 + length)
                .putInt(0)
                .putInt(number)
                .putInt(length)
                .putInt(length)
                .putInt(number)
                .array();
    }
}
