package org.xdpbroker.polkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the byte stream from the bus into messages. Anyone on the bus can send us one, so those that are too large to be an
 * answer are passed over without being kept. Not thread-safe.
 */
final class MessageFramer {

    /** An answer of polkit has some hundred bytes. */
    static final int MAX_KEPT = 64 * 1024;

    private byte[] buffer = new byte[4096];
    private int size;
    private int toSkip;

    void add(byte[] bytes) {
        int skipped = Math.min(toSkip, bytes.length);
        toSkip -= skipped;
        int added = bytes.length - skipped;
        if (size + added > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + added));
        }
        System.arraycopy(bytes, skipped, buffer, size, added);
        size += added;
    }

    /**
     * The bytes of the next message.
     *
     * @return null if none is complete
     * @throws MalformedMessageException if the stream is out of step for good
     */
    @Nullable
    ByteBuffer next() throws MalformedMessageException {
        while (size >= BusMessage.FIXED_BYTES) {
            int length = BusMessage.length(ByteBuffer.wrap(buffer, 0, BusMessage.FIXED_BYTES));
            if (length > MAX_KEPT) {
                int skipped = Math.min(length, size);
                toSkip = length - skipped;
                drop(skipped);
            } else if (length > size) {
                return null;
            } else {
                ByteBuffer message = ByteBuffer.wrap(Arrays.copyOf(buffer, length));
                drop(length);
                return message;
            }
        }
        return null;
    }

    private void drop(int bytes) {
        System.arraycopy(buffer, bytes, buffer, 0, size - bytes);
        size -= bytes;
    }
}
