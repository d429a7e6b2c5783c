package org.xdpbroker.client;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Waits for a socket, for its being closed by another thread, and for the end of its lease. With poll(2): epoll(7) stays
 * registered with the socket, which then tells it of every packet that was sent, at a fifth of what sending costs.
 *
 * <p>Where packets come one wait after the other, what each descriptor costs the kernel counts: the next wait begins with the
 * socket alone, and looks at the others after a short time without a packet. Where they come densely it begins with a short sleep
 * ({@link ReceiveModeration}), and mostly ends with it.
 */
final class Waiting implements AutoCloseable {

    private static final int SOCKET = 0;
    private static final int CLOSED = 1;
    private static final int LEASE = 2;

    /** How long a wait for the socket alone takes at most: so late may a close and the end of a lease be seen. */
    private static final int ALONE_MILLIS = 10;

    /** One nanosecond: as short as the thread's timer slack lets it be. */
    private static final Pointer SHORTEST = shortest();

    private final Wake wake = Wake.create();
    private final @Nullable LeaseEvents lease;
    private final @Nullable ReceiveModeration moderation;
    private final PollSet poll;
    /** Whether the latest wait found the socket ready. */
    private boolean inFlow;

    /** @param moderation null for being woken as soon as there is a packet */
    Waiting(int socket, @Nullable LeaseEvents lease, @Nullable ReceiveModeration moderation)
            throws SystemCallException {
        this.lease = lease;
        this.moderation = moderation;
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
        int left = timeoutMillis;
        if (inFlow) {
            if (moderation != null && event == PollSet.POLLIN && timeoutMillis != 0 && moderation.isSleepWorthIt()) {
                Libc.get().nanosleep(SHORTEST);
                if (moderation.isWaitOver()) {
                    return true;
                }
            }
            int alone = timeoutMillis < 0 ? ALONE_MILLIS : Math.min(timeoutMillis, ALONE_MILLIS);
            if (poll.awaitFirst(alone)) {
                return true;
            }
            left = timeoutMillis < 0 ? timeoutMillis : timeoutMillis - alone;
        }
        inFlow = awaitAny(left);
        return inFlow;
    }

    /** Waits for all of them. */
    private boolean awaitAny(int timeoutMillis) throws IOException {
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
                long nanos = end - System.nanoTime();
                if (nanos <= 0) {
                    return false;
                }
                left = (int) TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
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

    private static Pointer shortest() {
        Pointer timespec = Libc.allocate(2 * Long.BYTES);
        timespec.putLong(Long.BYTES, 1);
        return timespec;
    }

    private void receiveEvents(boolean ready) throws LeaseEndedException {
        if (ready && lease != null && poll.isReady(LEASE)) {
            lease.receive();
            lease.throwIfEnded();
        }
    }
}
