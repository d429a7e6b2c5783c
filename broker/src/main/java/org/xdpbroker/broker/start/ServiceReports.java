package org.xdpbroker.broker.start;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.protocol.posix.Libc;

/**
 * What the service manager hears of a broker that serves. All of it comes from the loop, so a conductor that hangs misses its
 * keep-alives. What cannot be told is recorded, and the broker goes on. Conductor thread only.
 */
final class ServiceReports {

    /** Leases can begin and end many times a second; people look less often. */
    private static final int STATUS_DELAY_MILLIS = 500;

    private static final int CLOCK_MONOTONIC = 1;

    private final ServiceNotifier notifier;
    private final EventLoop loop;
    private final EventLog log;
    private final Supplier<String> status;
    private boolean statusIsDue;

    /** @param status a line for people: what the broker does at the moment */
    ServiceReports(ServiceNotifier notifier, EventLoop loop, EventLog log, Supplier<String> status) {
        this.notifier = notifier;
        this.loop = loop;
        this.log = log;
        this.status = status;
    }

    /**
     * Tells that the start is complete.
     *
     * @param watchdogMillis how long the manager waits for a keep-alive: they are sent twice as often; 0 for none
     * @throws IOException if the manager cannot be told, which would take the start for one that failed
     */
    void ready(long watchdogMillis) throws IOException {
        notifier.send("READY=1\nSTATUS=" + status.get());
        if (watchdogMillis > 0) {
            keepAlive(watchdogMillis / 2);
        }
    }

    /** The policy is about to be read again: systemd waits with who asked for that until {@link #reloaded}. */
    void reloading() {
        long[] timespec = new long[2];
        Libc.get().clock_gettime(CLOCK_MONOTONIC, timespec);
        long micros = TimeUnit.SECONDS.toMicros(timespec[0]) + TimeUnit.NANOSECONDS.toMicros(timespec[1]);
        tell("RELOADING=1\nMONOTONIC_USEC=" + micros);
    }

    void reloaded() {
        tell("READY=1");
    }

    /** The status has changed; it is told soon, with all that changes until then. */
    void changed() {
        if (!statusIsDue) {
            statusIsDue = true;
            loop.after(STATUS_DELAY_MILLIS, () -> {
                statusIsDue = false;
                tell("STATUS=" + status.get());
            });
        }
    }

    void stopping() {
        tell("STOPPING=1");
    }

    private void keepAlive(long everyMillis) {
        tell("WATCHDOG=1");
        loop.after(everyMillis, () -> keepAlive(everyMillis));
    }

    private void tell(String state) {
        try {
            notifier.send(state);
        } catch (IOException e) {
            log.warning("manager-not-told", "reason", e.getMessage());
        }
    }
}
