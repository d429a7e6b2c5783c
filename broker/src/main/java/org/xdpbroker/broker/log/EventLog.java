package org.xdpbroker.broker.log;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The broker's record: one event a line, {@code name key=value ...}. Under systemd each value is a field of its own in the
 * journal, {@code XDP_BROKER_KEY}; elsewhere the line goes to standard error. From any thread.
 */
public final class EventLog implements AutoCloseable {

    /** Syslog's priorities, see syslog(3). */
    private enum Priority {
        WARNING(4, "warning: "),
        INFO(6, ""),
        DEBUG(7, "debug: ");

        private final int number;
        private final String prefix;

        Priority(int number, String prefix) {
            this.number = number;
            this.prefix = prefix;
        }
    }

    private final PrintStream out;
    private final boolean verbose;
    private final @Nullable Journal journal;

    private EventLog(PrintStream out, boolean verbose, @Nullable Journal journal) {
        this.out = out;
        this.verbose = verbose;
        this.journal = journal;
    }

    /** To a stream. */
    public EventLog(PrintStream out, boolean verbose) {
        this(out, verbose, null);
    }

    /**
     * To the journal if standard error goes there, else to a stream.
     *
     * @param journalStream the value of JOURNAL_STREAM, see systemd.exec(5); null if there is none
     */
    public static EventLog open(PrintStream out, boolean verbose, @Nullable String journalStream) {
        if (journalStream != null) {
            try {
                return new EventLog(out, verbose, new Journal(Journal.SOCKET));
            } catch (IOException e) {
                out.println("xdp-brokerd: the journal cannot be used, this goes to standard error: " + e.getMessage());
            }
        }
        return new EventLog(out, verbose);
    }

    /** An event of interest to the administrator. A value of null leaves its key out. */
    public void info(String event, @Nullable Object... keysAndValues) {
        write(Priority.INFO, event, keysAndValues);
    }

    /** Something that should not be. */
    public void warning(String event, @Nullable Object... keysAndValues) {
        write(Priority.WARNING, event, keysAndValues);
    }

    /** Told only with --verbose. */
    public void debug(String event, @Nullable Object... keysAndValues) {
        if (verbose) {
            write(Priority.DEBUG, event, keysAndValues);
        }
    }

    @Override
    public void close() {
        if (journal != null) {
            journal.close();
        }
    }

    private void write(Priority priority, String event, @Nullable Object... keysAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
            if (keysAndValues[i + 1] != null) {
                values.put(Objects.toString(keysAndValues[i]), Objects.toString(keysAndValues[i + 1]));
            }
        }
        String line = LogLine.of(event, values);
        if (journal == null || !sent(journal, priority, event, line, values)) {
            out.println("xdp-brokerd: " + priority.prefix + line);
        }
    }

    private static boolean sent(
            Journal journal, Priority priority, String event, String line, Map<String, String> values) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("MESSAGE", line);
        fields.put("PRIORITY", String.valueOf(priority.number));
        fields.put("SYSLOG_IDENTIFIER", "xdp-brokerd");
        fields.put("XDP_BROKER_EVENT", event);
        values.forEach((key, value) -> fields.put("XDP_BROKER_" + key.toUpperCase(Locale.ROOT), value));
        try {
            journal.send(fields);
            return true;
        } catch (IOException e) {
            return false; // nothing of the record may be lost: the line goes to standard error instead
        }
    }
}
