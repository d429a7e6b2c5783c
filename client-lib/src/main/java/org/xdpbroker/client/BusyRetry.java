package org.xdpbroker.client;

import java.io.InterruptedIOException;
import java.time.Duration;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.transport.Deadline;

/** A bind that is tried again while the queue is taken: the kernel frees it some time after its last holder closed. */
final class BusyRetry {

    /** A queue can be bound again about 21 ms after its former holder closed; the rest is margin for a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static final int PAUSE_MILLIS = 5;

    private BusyRetry() {}

    /** The result of the last try: 0 or more, or {@code -errno}. */
    static int run(Attempt attempt) throws InterruptedIOException {
        Deadline deadline = Deadline.after(LIMIT);
        int result = attempt.run();
        while (result == -Errno.EBUSY.number() && !deadline.isOver()) {
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
