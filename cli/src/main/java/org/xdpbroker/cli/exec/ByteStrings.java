package org.xdpbroker.cli.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * Strings that stand for bytes, each character one byte (ISO 8859-1). Arguments and environment are passed on byte by byte,
 * whatever the locale of this process; the JVM's own decoding of them loses what the locale does not know.
 */
final class ByteStrings {

    private ByteStrings() {}

    /** The NUL-ended strings of a file of proc(5), such as cmdline and environ. */
    static List<String> read(Path procFile) throws IOException {
        byte[] bytes = Files.readAllBytes(procFile);
        List<String> strings = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                strings.add(new String(bytes, start, i - start, StandardCharsets.ISO_8859_1));
                start = i + 1;
            }
        }
        return strings;
    }

    /** From a string of characters. */
    static String of(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** To a string of characters, for a person to read. */
    static String toText(String byteString) {
        return new String(byteString.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** NUL-ended, as a C function takes it. */
    static byte[] toCString(String byteString) {
        return (byteString + '\0').getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * A NULL-ended {@code char *[]} as execve(2) takes it, with the strings behind it in the same allocation.
     *
     * <pre>
     *   +----------+-----+----------+------+----------+-----+
     *   | char *0  | ... | char *n-1| NULL | bytes 0 \0 ... |
     *   +----------+-----+----------+------+----------+-----+
     * </pre>
     */
    static Pointer toArray(List<String> strings) {
        long pointers = (strings.size() + 1L) * Long.BYTES;
        long bytes = 0;
        for (String string : strings) {
            bytes += string.length() + 1L;
        }
        Pointer memory = Libc.allocate(pointers + bytes);
        long at = pointers;
        for (int i = 0; i < strings.size(); i++) {
            byte[] string = strings.get(i).getBytes(StandardCharsets.ISO_8859_1);
            memory.putLong((long) i * Long.BYTES, memory.address() + at);
            memory.put(at, string, 0, string.length);
            at += string.length + 1L;
        }
        return memory;
    }
}
