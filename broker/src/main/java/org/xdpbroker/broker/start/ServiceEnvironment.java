package org.xdpbroker.broker.start;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a service manager tells by the environment: sd_listen_fds(3), sd_notify(3), sd_watchdog_enabled(3).
 *
 * @param fdNames the names of the descriptors passed, of which the first has the number {@link #FIRST_FD}; one that was passed
 *     without a name is called {@code unknown}
 * @param notifySocket where to tell how far the start has come; null for nowhere
 * @param watchdogMillis how often the manager wants to hear that the broker lives; 0 for never
 */
record ServiceEnvironment(List<String> fdNames, @Nullable String notifySocket, long watchdogMillis) {

    /** SD_LISTEN_FDS_START of systemd/sd-daemon.h. */
    static final int FIRST_FD = 3;

    /** What sd_listen_fds(3) calls a descriptor that has no name. */
    static final String NO_NAME = "unknown";

    /** Far more than a process is passed. */
    private static final int MOST_FDS = 65_536;

    ServiceEnvironment {
        fdNames = List.copyOf(fdNames);
    }

    /**
     * @param pid of this process: descriptors that were meant for another are refused, a watchdog of another is not ours
     * @throws IOException with what is wrong, as a start that misunderstood its manager would listen in the wrong place
     */
    static ServiceEnvironment of(Map<String, String> environment, int pid) throws IOException {
        return new ServiceEnvironment(
                fdNames(environment, pid), environment.get("NOTIFY_SOCKET"), watchdogMillis(environment, pid));
    }

    private static List<String> fdNames(Map<String, String> environment, int pid) throws IOException {
        String count = environment.get("LISTEN_FDS");
        if (count == null) {
            return List.of();
        }
        String forPid = environment.get("LISTEN_PID");
        if (!String.valueOf(pid).equals(forPid)) {
            throw new IOException("LISTEN_FDS=" + count + " passes descriptors to process " + forPid
                    + " (LISTEN_PID), and" + " this is " + pid
                    + ". Start the broker with exec, which keeps the number, or without LISTEN_FDS.");
        }
        int fds = (int) number("LISTEN_FDS", count, MOST_FDS);
        String names = environment.get("LISTEN_FDNAMES");
        List<String> all = new ArrayList<>();
        if (names == null) {
            for (int i = 0; i < fds; i++) {
                all.add(NO_NAME);
            }
        } else if (fds > 0) {
            all.addAll(List.of(names.split(":", -1)));
        }
        if (all.size() != fds) {
            throw new IOException("LISTEN_FDNAMES=" + names + " names " + all.size() + " descriptors, and LISTEN_FDS="
                    + fds + " were passed. Start the broker by what sets both.");
        }
        return all;
    }

    private static long watchdogMillis(Map<String, String> environment, int pid) throws IOException {
        String micros = environment.get("WATCHDOG_USEC");
        String forPid = environment.get("WATCHDOG_PID");
        if (micros == null || (forPid != null && !forPid.equals(String.valueOf(pid)))) {
            return 0;
        }
        long millis = TimeUnit.MICROSECONDS.toMillis(number("WATCHDOG_USEC", micros, Long.MAX_VALUE));
        if (millis < 2) {
            throw new IOException("WATCHDOG_USEC=" + micros
                    + " is too short to keep. Give the service a WatchdogSec= of" + " some seconds.");
        }
        return millis;
    }

    private static long number(String name, String text, long most) throws IOException {
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        throw new IOException(name + "=" + text + " is not a number that can be meant, see sd_listen_fds(3) and"
                + " sd_watchdog_enabled(3). Start the broker without it, or by a service manager.");
    }
}
