package org.xdpbroker.polkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes values as the D-Bus specification's "Marshaling" section has them, little-endian. Alignment counts from the start,
 * so a header and a body are written by one each. Not thread-safe.
 */
final class Marshaller {

    private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    Marshaller uint8(int value) {
        room(1).put((byte) value);
        return this;
    }

    Marshaller uint32(int value) {
        align(4);
        room(4).putInt(value);
        return this;
    }

    /** A boolean, which is a uint32 of 0 or 1. */
    Marshaller bool(boolean value) {
        return uint32(value ? 1 : 0);
    }

    Marshaller uint64(long value) {
        align(8);
        room(8).putLong(value);
        return this;
    }

    /** A string or an object path. Halves of surrogate pairs, which UTF-8 has not, become question marks. */
    Marshaller string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        uint32(bytes.length);
        room(bytes.length + 1).put(bytes).put((byte) 0);
        return this;
    }

    Marshaller signature(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        uint8(bytes.length);
        room(bytes.length + 1).put(bytes).put((byte) 0);
        return this;
    }

    /** A structure or an entry of a dictionary begins. */
    Marshaller struct() {
        align(8);
        return this;
    }

    /**
     * An array, the elements of which the content writes.
     *
     * @param alignment of the element type; the padding before the first element does not count for the length
     */
    Marshaller array(int alignment, Runnable content) {
        uint32(0);
        int lengthAt = buffer.position() - Integer.BYTES;
        align(alignment);
        int start = buffer.position();
        content.run();
        buffer.putInt(lengthAt, buffer.position() - start);
        return this;
    }

    void align(int boundary) {
        int padding = -buffer.position() & (boundary - 1);
        room(padding).put(new byte[padding]);
    }

    /** Bytes that are marshalled already, from a boundary of eight on. */
    Marshaller raw(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes))
                    .order(ByteOrder.LITTLE_ENDIAN);
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
