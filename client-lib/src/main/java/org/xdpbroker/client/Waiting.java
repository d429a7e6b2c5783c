package org.xdpbroker.client;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Waits for a socket, for its being closed by another thread, and for the end of its lease. With poll(2): epoll(7) stays
 * registered with the socket, which then tells it of every packet that was sent, at a fifth of what sending costs.
 */
final class Waiting implements AutoCloseable {

    private static final int SOCKET = 0;
    private static final int CLOSED = 1;
    private static final int LEASE = 2;

    private final Wake wake = Wake.create();
    private final @Nullable LeaseEvents lease;
    private final PollSet poll;

    Waiting(int socket, @Nullable LeaseEvents lease) throws SystemCallException {
        this.lease = lease;
        poll = lease == null
                ? new PollSet(socket, wake.fd())
                : new PollSet(socket, wake.fd(), lease.fd().number());
    }

    /** As {@link XdpSocket#awaitReadable}; also returns when the socket is being closed. */
    boolean await(short event, int timeoutMillis) throws IOException {
        if (lease != null) {
            lease.throwIfEnded();
        }
        poll.events(SOCKET, event);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        int left = timeoutMillis;
        while (true) {
            boolean ready = poll.await(left);
            receiveEvents(ready);
            if (ready && (poll.isReady(SOCKET) || poll.isReady(CLOSED))) {
                return poll.isReady(SOCKET);
            }
            // an event of the lease, or a signal
            if (timeoutMillis >= 0) {
                left = (int) TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
            }
        }
    }

    /** Throws if the lease has ended. */
    void lookAtLease() throws IOException {
        if (lease != null) {
            lease.throwIfEnded();
            receiveEvents(poll.await(0));
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
        wake.close();
    }

    private void receiveEvents(boolean ready) throws LeaseEndedException {
        if (ready && lease != null && poll.isReady(LEASE)) {
            lease.receive();
            lease.throwIfEnded();
        }
    }
}
