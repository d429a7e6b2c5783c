package org.xdpbroker.broker.log;

import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The broker's record: one line an event, {@code name key=value ...}, to standard error. */
public final class EventLog {

    private final PrintStream out;
    private final boolean verbose;

    public EventLog(PrintStream out, boolean verbose) {
        this.out = out;
        this.verbose = verbose;
    }

    /** An event of interest to the administrator. A value of null leaves its key out. */
    public void info(String event, @Nullable Object... keysAndValues) {
        write("", event, keysAndValues);
    }

    /** Something that should not be. */
    public void warning(String event, @Nullable Object... keysAndValues) {
        write("warning: ", event, keysAndValues);
    }

    /** Told only with --verbose. */
    public void debug(String event, @Nullable Object... keysAndValues) {
        if (verbose) {
            write("debug: ", event, keysAndValues);
        }
    }

    private void write(String prefix, String event, @Nullable Object... keysAndValues) {
        StringBuilder line = new StringBuilder("xdp-brokerd: ").append(prefix).append(event);
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            if (keysAndValues[i + 1] != null) {
                line.append(' ').append(keysAndValues[i]).append('=');
                appendEscaped(line, Objects.toString(keysAndValues[i + 1]));
            }
        }
        out.println(line);
    }

    /** Plain words as they are; anything else quoted, without control characters, so that no value can forge a line. */
    private static void appendEscaped(StringBuilder line, String value) {
        if (!value.isEmpty() && value.chars().allMatch(EventLog::isPlain)) {
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

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.:/,+@".indexOf(c) >= 0;
    }
}
