package org.xdpbroker.broker.log;

import java.util.Map;

/** Writes an event as one line that no value can break or forge. */
final class LogLine {

    private LogLine() {}

    /** {@code event key=value ...}: plain words as they are, anything else quoted and without control characters. */
    static String of(String event, Map<String, String> values) {
        StringBuilder line = new StringBuilder(event);
        values.forEach((key, value) -> {
            line.append(' ').append(key).append('=');
            append(line, value);
        });
        return line.toString();
    }

    private static void append(StringBuilder line, String value) {
        if (isPlain(value)) {
            line.append(value);
            return;
        }
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i))) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.:/,+@".indexOf(c) >= 0;
    }
}
