package org.xdpbroker.cli.traffic;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.xdpbroker.protocol.varlink.Json;

/** Packets are told in a line each: time of day, length, what, from whom, to whom. */
public final class PacketLines implements PacketSink {

    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final Writer out;
    private final StringBuilder lines = new StringBuilder();
    private final boolean json;
    private final DateTimeFormatter time =
            DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn").withZone(ZoneId.systemDefault());

    /** @param out standard output */
    public PacketLines(Writer out, boolean json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void packet(long nanos, int queue, ByteBuffer memory, int offset, int captured, int length) {
        PacketText text = PacketText.of(memory, offset, captured);
        Instant when = Instant.ofEpochSecond(nanos / NANOS_A_SECOND, nanos % NANOS_A_SECOND);
        if (json) {
            JsonObject packet = new JsonObject();
            packet.addProperty("time", when.toString());
            packet.addProperty("queue", queue);
            packet.addProperty("length", length);
            packet.addProperty("type", text.type());
            packet.addProperty("from", text.from());
            packet.addProperty("to", text.to());
            packet.addProperty("protocol", text.protocol());
            JsonObject line = new JsonObject();
            line.add("packet", packet);
            lines.append(new String(Json.toBytes(line), StandardCharsets.UTF_8)).append('\n');
        } else {
            lines.append(String.format("%s %5d %-5s", time.format(when), length, text.type()))
                    .append(text.from().isEmpty() ? "" : " " + text.from() + " > " + text.to())
                    .append(text.protocol().isEmpty() ? "" : " " + text.protocol())
                    .append('\n');
        }
    }

    @Override
    public void batch(boolean more) throws IOException {
        try {
            out.append(lines).flush();
        } catch (IOException e) {
            throw new IOException("cannot write to standard output: " + e.getMessage(), e);
        } finally {
            lines.setLength(0);
        }
    }

    @Override
    public void end(Captured captured, long begin, long end) {
        // the counters are told elsewhere
    }

    @Override
    public void close() throws IOException {
        batch(false);
    }
}
