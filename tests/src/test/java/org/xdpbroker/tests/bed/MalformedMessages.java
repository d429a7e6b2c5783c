package org.xdpbroker.tests.bed;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What a client might send and must not: bytes that are no Varlink call within the limits. */
public final class MalformedMessages {

    /** The longest message in bytes, the NUL included. */
    public static final int LONGEST = 64 * 1024;

    private MalformedMessages() {}

    /** Each with what it is. */
    public static Stream<Arguments> all() {
        byte[] garbage = new byte[1000];
        new Random(1).nextBytes(garbage);
        garbage[garbage.length - 1] = 0;
        String info = "\"method\":\"org.varlink.service.GetInfo\"";
        return Stream.of(
                arguments("nothing", bytes("\0")),
                arguments("garbage", garbage),
                arguments("a byte that is not UTF-8", bytes("{" + info + ",\"parameters\":{\"x\":\"\u00ff\"}}\0")),
                arguments(
                        "UTF-8 longer than need be", bytes("{" + info + ",\"parameters\":{\"x\":\"\u00c0\u0080\"}}\0")),
                arguments(
                        "a surrogate in UTF-8",
                        bytes("{" + info + ",\"parameters\":{\"x\":\"\u00ed\u00a0\u0080\"}}\0")),
                arguments("UTF-8 cut off", bytes("{" + info + ",\"x\u00c3\0")),
                arguments("UTF-16", "{}\0".getBytes(StandardCharsets.UTF_16LE)),
                arguments("an array", bytes("[{" + info + "}]\0")),
                arguments("a string", bytes("\"org.varlink.service.GetInfo\"\0")),
                arguments("null", bytes("null\0")),
                arguments("two objects", bytes("{" + info + "}{" + info + "}\0")),
                arguments("an object that does not end", bytes("{" + info + "\0")),
                arguments("a comma too many", bytes("{" + info + ",}\0")),
                arguments("a comment", bytes("{" + info + "/* */}\0")),
                arguments("a name without quotes", bytes("{method:\"org.varlink.service.GetInfo\"}\0")),
                arguments("single quotes", bytes("{'method':'org.varlink.service.GetInfo'}\0")),
                arguments("a number that is none", bytes("{" + info + ",\"parameters\":{\"x\":NaN}}\0")),
                arguments("a line end in a string", bytes("{" + info + ",\"parameters\":{\"x\":\"\n\"}}\0")),
                arguments("a field twice", bytes("{" + info + "," + info + "}\0")),
                arguments("a parameter twice", bytes("{" + info + ",\"parameters\":{\"x\":1,\"x\":1}}\0")),
                arguments(
                        "a parameter twice, once escaped",
                        bytes("{" + info + ",\"parameters\":{\"x\":1,\"\\u0078\":1}}\0")),
                arguments("objects 17 deep", nested("{\"x\":", "}", 15)),
                arguments("arrays 30000 deep", nested("[", "]", 30_000)),
                arguments("no method", bytes("{\"parameters\":{}}\0")),
                arguments("a method that is no string", bytes("{\"method\":1}\0")),
                arguments("parameters that are no object", bytes("{" + info + ",\"parameters\":[]}\0")),
                arguments("a flag that is no boolean", bytes("{" + info + ",\"more\":1}\0")),
                arguments("an unknown field", bytes("{" + info + ",\"credentials\":{\"uid\":0}}\0")),
                arguments("a reply", bytes("{\"parameters\":{},\"continues\":true}\0")),
                arguments("an upgrade", bytes("{" + info + ",\"upgrade\":true}\0")),
                arguments("one byte more than 64 KiB", paddedCall(LONGEST + 1)),
                arguments("64 KiB and no end", bytes("{" + " ".repeat(2 * LONGEST))));
    }

    /** A call of exactly so many bytes, the NUL included. */
    public static byte[] paddedCall(int length) {
        String end = "\"method\":\"org.varlink.service.GetInfo\"}\0";
        return bytes("{" + " ".repeat(length - 1 - end.length()) + end);
    }

    private static byte[] nested(String open, String close, int depth) {
        return bytes("{\"method\":\"org.varlink.service.GetInfo\",\"parameters\":{\"x\":" + open.repeat(depth) + "1"
                + close.repeat(depth) + "}}\0");
    }

    /** Each character one byte. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
