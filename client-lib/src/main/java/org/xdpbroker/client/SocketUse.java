package org.xdpbroker.client;

import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time use a socket, any thread close it, and the thread that uses it then do the closing, as only it knows
 * when the rings are not looked at any more.
 *
 * <pre>
 *   IDLE  --enter--> BUSY  --close--> CLOSING
 *     ^                |                 |
 *     |      leave     |                 | leave: the caller closes
 *     +----------------+                 v
 *     +---------------------close----> CLOSED
 * </pre>
 *
 * <p>Two compare-and-set a batch, no lock.
 */
final class SocketUse {

    private static final int IDLE = 0;
    private static final int BUSY = 1;
    private static final int CLOSING = 2;
    private static final int CLOSED = 3;

    private final Object what;
    private final AtomicInteger state = new AtomicInteger();
    /** Written by the thread that is in; another that reads it sees whoever was in, never itself. */
    private @Nullable Thread user;

    private int depth;

    /** @param what the socket, for messages */
    SocketUse(Object what) {
        this.what = what;
    }

    /**
     * The socket is this thread's until {@link #leave}; it may enter again meanwhile.
     *
     * @throws IllegalStateException if it is closed, or another thread uses it
     */
    void enter() {
        Thread current = Thread.currentThread();
        if (user != current) {
            if (!state.compareAndSet(IDLE, BUSY)) {
                throw new IllegalStateException(
                        "the socket of " + what + (isOpen() ? " is in use by another thread" : " is closed"));
            }
            user = current;
        }
        depth++;
    }

    /** Returns whether the socket was closed meanwhile: then this thread closes what it holds. */
    boolean leave() {
        if (--depth > 0) {
            return false;
        }
        user = null;
        if (state.compareAndSet(BUSY, IDLE)) {
            return false;
        }
        state.set(CLOSED);
        return true;
    }

    /** Returns whether this thread closes what the socket holds; if not, it is closed already or its user will. */
    boolean close() {
        while (true) {
            if (state.compareAndSet(IDLE, CLOSED)) {
                return true;
            }
            if (state.get() >= CLOSING || state.compareAndSet(BUSY, CLOSING)) {
                return false;
            }
        }
    }

    /** Whether nobody has closed it. */
    boolean isOpen() {
        return state.get() <= BUSY;
    }

    void checkNotClosedMeanwhile() throws AsynchronousCloseException {
        if (!isOpen()) {
            throw new AsynchronousCloseException();
        }
    }
}
