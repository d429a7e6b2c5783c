package org.xdpbroker.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.UnixSocket;

class JournalTest {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;

    @TempDir
    private Path folder;

    private OwnedFd journald;
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        String path = folder.resolve("socket").toString();
        journald = OwnedFd.of(Libc.get().socket(AF_UNIX, SOCK_DGRAM_NONBLOCK, 0), "socket");
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        byte[] address = ByteBuffer.allocate(name.length + 3)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(name)
                .array();
        assertThat(Libc.get().bind(journald.number(), address, address.length)).isZero();
        journal = new Journal(path);
    }

    @AfterEach
    void close() {
        journal.close();
        journald.close();
    }

    @Test
    void each_value_is_a_field_with_its_length_so_that_no_line_break_can_forge_another() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("MESSAGE", "refused reason=\"x\"");
        values.put("XDP_BROKER_REASON", "a\nPRIORITY=0");
        journal.send(values);
        assertThat(received()).isEqualTo(values);
    }

    @Test
    void a_field_may_be_empty_and_longer_than_a_byte_can_tell() throws IOException {
        Map<String, String> values = Map.of("EMPTY", "", "LONG", "\u00fc".repeat(1000));
        journal.send(values);
        assertThat(received()).isEqualTo(values);
    }

    /** Reads as journald does: name, line feed, length in 64 little-endian bits, value, line feed. */
    private Map<String, String> received() {
        byte[] bytes = UnixSocket.receiveBytes(journald, 64 * 1024).bytes();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, String> fields = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            StringBuilder name = new StringBuilder();
            for (byte c = in.get(); c != '\n'; c = in.get()) {
                name.append((char) c);
            }
            byte[] value = new byte[(int) in.getLong()];
            in.get(value);
            assertThat(in.get()).isEqualTo((byte) '\n');
            fields.put(name.toString(), new String(value, StandardCharsets.UTF_8));
        }
        return fields;
    }
}
