package org.xdpbroker.protocol.transport;

import java.time.Duration;

/** A moment after which waiting ends. */
public final class Deadline {

    private static final long NANOS_A_MILLI = 1_000_000;

    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Of a duration below zero or too long for a clock to hold, the nearest moment that can be. */
    public static Deadline after(Duration duration) {
        long limit = Long.MAX_VALUE / 2;
        long nanos = duration.compareTo(Duration.ofNanos(limit)) > 0
                ? limit
                : duration.isNegative() ? 0 : duration.toNanos();
        return new Deadline(System.nanoTime() + nanos);
    }

    public boolean isOver() {
        return remainingNanos() <= 0;
    }

    /** What poll(2) takes: 0 or more, rounded up, so that a wait never ends just before the deadline. */
    public int remainingMillis() {
        long nanos = Math.max(remainingNanos(), 0);
        return (int) Math.min(nanos / NANOS_A_MILLI + (nanos % NANOS_A_MILLI == 0 ? 0 : 1), Integer.MAX_VALUE);
    }

    private long remainingNanos() {
        return nanoTime - System.nanoTime();
    }
}
