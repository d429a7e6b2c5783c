package org.xdpbroker.cli.traffic;

import java.util.concurrent.locks.LockSupport;

/**
 * When packets are due that are to be sent at a steady rate. What could not be sent in time is made up for, but for no more than
 * {@link #MOST_BEHIND_NANOS}: after a longer pause there is no burst, and the rate that was reached is lower. Times are those of
 * {@link System#nanoTime()}.
 */
final class Pace {

    static final long MOST_BEHIND_NANOS = 100_000_000;

    /** A thread that sleeps wakes up to so much late; what is nearer is waited for awake. */
    private static final long OVERSLEEPS_NANOS = 150_000;

    /** A wait is cut into parts, so that whoever waits can look up. */
    static final long LOOK_UP_NANOS = 20_000_000;

    private static final double NANOS_A_SECOND = 1e9;

    private final double nanosAPacket;
    private long start;
    private long packets;

    /** @param perSecond packets; infinity sends without a pause */
    Pace(double perSecond, long start) {
        nanosAPacket = NANOS_A_SECOND / perSecond;
        this.start = start;
    }

    /** How many packets are due, at most {@code most}. */
    int due(long now, int most) {
        if (nanosAPacket == 0) {
            return most;
        }
        long behind = now - next();
        if (behind < 0) {
            return 0;
        }
        if (behind > MOST_BEHIND_NANOS) {
            start += behind - MOST_BEHIND_NANOS;
            behind = MOST_BEHIND_NANOS;
        }
        return (int) Math.min(most, 1 + behind / nanosAPacket);
    }

    void sent(int count) {
        packets += count;
    }

    /** When the next packet is due. */
    long next() {
        return start + (long) (packets * nanosAPacket);
    }

    /** Waits until a moment, or for a while if that is far. */
    static void await(long moment) {
        long left = moment - System.nanoTime();
        if (left > OVERSLEEPS_NANOS) {
            LockSupport.parkNanos(Math.min(left - OVERSLEEPS_NANOS, LOOK_UP_NANOS));
            return;
        }
        while (moment - System.nanoTime() > 0) {
            Thread.onSpinWait();
        }
    }
}
