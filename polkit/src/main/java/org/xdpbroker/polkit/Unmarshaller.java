package org.xdpbroker.polkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads values as the D-Bus specification's "Marshaling" section has them, in the buffer's byte order, from its start to its
 * limit and never beyond. Not thread-safe.
 */
final class Unmarshaller {

    private final ByteBuffer buffer;

    Unmarshaller(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    int uint8() throws MalformedMessageException {
        require(1);
        return Byte.toUnsignedInt(buffer.get());
    }

    int uint32() throws MalformedMessageException {
        align(4);
        require(4);
        return buffer.getInt();
    }

    boolean bool() throws MalformedMessageException {
        int value = uint32();
        if (value != 0 && value != 1) {
            throw new MalformedMessageException("a boolean is " + Integer.toUnsignedString(value));
        }
        return value == 1;
    }

    /** A string or an object path. */
    String string() throws MalformedMessageException {
        return text(uint32());
    }

    String signature() throws MalformedMessageException {
        return text(uint8());
    }

    /** A dictionary of strings: {@code a{ss}}. */
    Map<String, String> strings() throws MalformedMessageException {
        Map<String, String> entries = new LinkedHashMap<>();
        int end = arrayEnd();
        while (buffer.position() < end) {
            align(8);
            String key = string();
            entries.put(key, string());
        }
        return entries;
    }

    /** The beginning of an array of structures or dictionary entries; returns the position after its last element. */
    int arrayEnd() throws MalformedMessageException {
        int length = uint32();
        align(8);
        require(length);
        return buffer.position() + length;
    }

    int position() {
        return buffer.position();
    }

    void align(int boundary) throws MalformedMessageException {
        int padding = -buffer.position() & (boundary - 1);
        require(padding);
        buffer.position(buffer.position() + padding);
    }

    /** What is left. */
    ByteBuffer rest() {
        return buffer.slice().order(buffer.order());
    }

    private String text(int length) throws MalformedMessageException {
        require(length);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        if (uint8() != 0) {
            throw new MalformedMessageException("a string does not end with NUL");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void require(int bytes) throws MalformedMessageException {
        if (bytes < 0 || bytes > buffer.remaining()) {
            throw new MalformedMessageException("a value ends after its message");
        }
    }
}
