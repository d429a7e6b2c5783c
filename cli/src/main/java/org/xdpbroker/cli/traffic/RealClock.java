package org.xdpbroker.cli.traffic;

import java.time.Instant;

/**
 * The time of day in nanoseconds, read without an allocation: {@link System#nanoTime()} and how far that is off, which is looked
 * up anew now and then, as the time of day is set by others.
 */
final class RealClock {

    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private long offset;

    RealClock() {
        set();
    }

    /** Looks up how far off it is. */
    void set() {
        Instant now = Instant.now();
        offset = now.getEpochSecond() * NANOS_A_SECOND + now.getNano() - System.nanoTime();
    }

    /** Since 1970. */
    long nanos() {
        return offset + System.nanoTime();
    }
}
