package org.xdpbroker.client;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Waits for a socket, for its being closed by another thread, and for the end of its lease. */
final class Waiting implements AutoCloseable {

    private static final int SOCKET = 0;
    private static final int CLOSED = 1;
    private static final int LEASE = 2;

    private final Wake wake;
    private final @Nullable LeaseEvents lease;
    private final EpollSet epoll;

    Waiting(int socket, @Nullable LeaseEvents lease) throws SystemCallException {
        this.lease = lease;
        wake = Wake.create();
        boolean done = false;
        try {
            epoll = lease == null
                    ? new EpollSet(socket, wake.fd())
                    : new EpollSet(socket, wake.fd(), lease.fd().number());
            done = true;
        } finally {
            if (!done) {
                wake.close();
            }
        }
    }

    /** As {@link XdpSocket#awaitReadable}; also returns when the socket is being closed. */
    boolean await(short event, int timeoutMillis) throws IOException {
        if (lease != null) {
            lease.throwIfEnded();
        }
        epoll.events(SOCKET, event);
        long end = timeoutMillis > 0 ? System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis) : 0;
        int left = timeoutMillis;
        while (true) {
            int ready = awaitOne(left);
            if (ready == SOCKET || ready == CLOSED) {
                return ready == SOCKET;
            }
            // time is up, or an event of the lease, or a signal
            if (timeoutMillis > 0) {
                left = (int) TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
            if (timeoutMillis == 0 || (timeoutMillis > 0 && left <= 0)) {
                return false;
            }
        }
    }

    /** Throws if the lease has ended. */
    void lookAtLease() throws IOException {
        if (lease != null) {
            lease.throwIfEnded();
            awaitOne(0);
        }
    }

    /** Ends the wait of another thread, if there is one. */
    void end() {
        wake.signal();
    }

    /** A descriptor that is ready from {@link #end} on. */
    int closedFd() {
        return wake.fd();
    }

    @Override
    public void close() {
        epoll.close();
        wake.close();
    }

    private int awaitOne(int timeoutMillis) throws IOException {
        int ready = epoll.await(timeoutMillis);
        if (lease != null && ready == LEASE) {
            lease.receive();
            lease.throwIfEnded();
        }
        if (lease != null && ready == CLOSED) {
            lease.throwIfEnded(); // the lease was closed, and the socket with it
        }
        return ready;
    }
}
