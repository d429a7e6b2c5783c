package org.xdpbroker.client;

import java.io.InterruptedIOException;
import org.xdpbroker.protocol.posix.Errno;

/** A bind that is tried again while the queue is taken: the kernel frees it some time after its last holder closed. */
final class BusyRetry {

    private static final int PAUSE_MILLIS = 5;

    /**
     * For a second. A queue can be bound again about 21 ms after its former holder closed; the rest is margin for a busy machine.
     * Tries are counted, and not time, which also passes for a machine that stands still.
     */
    private static final int TRIES = 200;

    private BusyRetry() {}

    /** The result of the last try: 0 or more, or {@code -errno}. */
    static int run(Attempt attempt) throws InterruptedIOException {
        int result = attempt.run();
        for (int tries = 1; result == -Errno.EBUSY.number() && tries < TRIES; tries++) {
            pause();
            result = attempt.run();
        }
        return result;
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the queue to become free");
        }
    }

    /** One try. */
    @FunctionalInterface
    interface Attempt {

        /** 0 or more, or {@code -errno}. */
        int run();
    }
}
