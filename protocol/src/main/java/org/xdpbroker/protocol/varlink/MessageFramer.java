package org.xdpbroker.protocol.varlink;

import com.google.gson.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into messages, each a JSON object ended by NUL. Holds at most one message and what was received after
 * it. Not thread-safe.
 */
public final class MessageFramer {

    /** The longest message of either side in bytes, NUL included. */
    public static final int MAX_MESSAGE = 64 * 1024;

    private byte[] buffer = new byte[1024];
    private int start;
    private int end;
    private int scanned;

    /**
     * Adds received bytes.
     *
     * @throws MalformedMessageException if a message is longer than {@link #MAX_MESSAGE}
     */
    public void add(byte[] bytes) throws MalformedMessageException {
        compact();
        if (end + bytes.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, end + bytes.length));
        }
        System.arraycopy(bytes, 0, buffer, end, bytes.length);
        end += bytes.length;
        if (endOfMessage() < 0 && end - start >= MAX_MESSAGE) {
            throw new MalformedMessageException("a message is longer than " + MAX_MESSAGE + " bytes");
        }
    }

    /**
     * The next complete message, or null if none is.
     *
     * @throws MalformedMessageException if it is not one JSON object within the limits
     */
    public @Nullable JsonObject next() throws MalformedMessageException {
        int nul = endOfMessage();
        if (nul < 0) {
            return null;
        }
        int from = start;
        start = nul + 1;
        scanned = start;
        if (nul - from >= MAX_MESSAGE) {
            throw new MalformedMessageException("a message is longer than " + MAX_MESSAGE + " bytes");
        }
        return Json.parseObject(buffer, from, nul - from);
    }

    /** Whether a message has begun and not ended. */
    public boolean isMidMessage() {
        return end > start;
    }

    /** The bytes of a message on the wire. */
    public static byte[] frame(JsonObject message) {
        byte[] json = Json.toBytes(message);
        return Arrays.copyOf(json, json.length + 1);
    }

    private int endOfMessage() {
        while (scanned < end) {
            if (buffer[scanned] == 0) {
                return scanned;
            }
            scanned++;
        }
        return -1;
    }

    private void compact() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            scanned -= start;
            start = 0;
        }
    }
}
