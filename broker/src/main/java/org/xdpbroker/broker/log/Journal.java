package org.xdpbroker.broker.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.xdpbroker.protocol.transport.UnixDatagram;

/** Sends events to journald with a field for each value: its native protocol, systemd's JOURNAL_NATIVE_PROTOCOL page. */
final class Journal implements AutoCloseable {

    static final String SOCKET = "/run/systemd/journal/socket";

    private final UnixDatagram socket;

    Journal(String path) throws IOException {
        socket = new UnixDatagram(path);
    }

    /** @param values by field name; a value may be any text, also with line breaks */
    void send(Map<String, String> values) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        values.forEach((name, value) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            out.write('\n');
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) { // the length, little-endian
                out.write((int) ((long) bytes.length >>> shift));
            }
            out.writeBytes(bytes);
            out.write('\n');
        });
        socket.send(out.toByteArray());
    }

    @Override
    public void close() {
        socket.close();
    }
}
