package org.xdpbroker.cli.traffic;

/** How long something takes, and when a second of it is over. For one thread. */
final class Seconds {

    private static final long SECOND_NANOS = 1_000_000_000L;
    /** Looking at what is not on the data path: so often that a person sees no delay, so seldom that it costs nothing. */
    private static final long LOOK_NANOS = 50_000_000L;

    private long begin;
    private long nextLook;
    private long nextSecond;
    private long end;
    private boolean ended = true;

    void start() {
        begin = System.nanoTime();
        nextLook = begin + LOOK_NANOS;
        nextSecond = begin + SECOND_NANOS;
        ended = false;
    }

    /** A moment of {@link System#nanoTime()}. */
    long begin() {
        return begin;
    }

    /** Whether it is time to look at the rest of the world. */
    boolean isTimeToLook(long now) {
        if (now - nextLook < 0) {
            return false;
        }
        nextLook = now + LOOK_NANOS;
        return true;
    }

    /** Whether another second is over. */
    boolean isOver(long now) {
        if (now - nextSecond < 0) {
            return false;
        }
        nextSecond += (1 + (now - nextSecond) / SECOND_NANOS) * SECOND_NANOS;
        return true;
    }

    void end() {
        end = System.nanoTime();
        ended = true;
    }

    /** Nanoseconds from the start to the end, or until this moment. */
    long elapsed() {
        return (ended ? end : System.nanoTime()) - begin;
    }
}
