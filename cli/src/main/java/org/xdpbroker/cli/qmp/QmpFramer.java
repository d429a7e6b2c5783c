package org.xdpbroker.cli.qmp;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.varlink.Json;
import org.xdpbroker.protocol.varlink.MalformedMessageException;

/**
 * Cuts what QEMU writes into JSON objects. Goes by their braces and not by lines, as a monitor with {@code pretty=on} writes
 * an object over several. Holds at most one message and what was received after it. Not thread-safe.
 */
final class QmpFramer {

    /** Far above the longest answer to a command of this program, the properties of a device: some 20 KiB. */
    static final int MAX_MESSAGE = 1024 * 1024;

    private static final int QUOTED_BYTES = 60;

    private byte[] buffer = new byte[4096];
    private int start;
    private int scanned;
    private int end;
    private int depth;
    private boolean inString;
    private boolean escaped;

    void add(byte[] bytes) {
        compact();
        if (end + bytes.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, end + bytes.length));
        }
        System.arraycopy(bytes, 0, buffer, end, bytes.length);
        end += bytes.length;
    }

    /**
     * The next complete message, or null if none is.
     *
     * @throws MalformedMessageException if what came is no JSON object, or one longer than {@link #MAX_MESSAGE}
     */
    @Nullable
    JsonObject next() throws MalformedMessageException {
        while (scanned < end) {
            byte b = buffer[scanned];
            if (depth == 0) {
                begin(b);
            } else {
                step(b);
            }
            scanned++;
            if (depth == 0 && start < scanned) {
                int from = start;
                start = scanned;
                return Json.parseObject(buffer, from, scanned - from);
            }
            if (scanned - start > MAX_MESSAGE) {
                throw new MalformedMessageException("a message is longer than " + MAX_MESSAGE + " bytes");
            }
        }
        return null;
    }

    /** Between two messages: white space is passed over. */
    private void begin(byte b) throws MalformedMessageException {
        if (b == '{') {
            depth = 1;
        } else if (b == ' ' || b == '\t' || b == '\r' || b == '\n') {
            start = scanned + 1;
        } else {
            throw new MalformedMessageException("it says '" + quoted() + "'");
        }
    }

    private void step(byte b) {
        if (escaped) {
            escaped = false;
        } else if (inString) {
            escaped = b == '\\';
            inString = b != '"';
        } else if (b == '"') {
            inString = true;
        } else if (b == '{' || b == '[') {
            depth++;
        } else if (b == '}' || b == ']') {
            depth--;
        }
    }

    private String quoted() {
        String text = new String(buffer, start, Math.min(end - start, QUOTED_BYTES), StandardCharsets.UTF_8);
        return text.strip().replaceAll("[^\\x20-\\x7e]", "?");
    }

    private void compact() {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        scanned -= start;
        start = 0;
    }
}
