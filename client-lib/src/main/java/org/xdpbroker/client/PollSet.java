package org.xdpbroker.client;

import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Descriptors that are waited for together with poll(2). The array is made once; waiting allocates nothing. Used by one
 * thread at a time.
 *
 * <pre>
 *   struct pollfd (8)   0 fd i32   4 events i16   6 revents i16
 * </pre>
 */
final class PollSet {

    static final short POLLIN = 1;
    static final short POLLOUT = 4;

    private static final int FD = 0;
    private static final int EVENTS = FD + Integer.BYTES;
    private static final int REVENTS = EVENTS + Short.BYTES;
    private static final int ENTRY = REVENTS + Short.BYTES;

    private final Pointer entries;
    private final int count;

    /** Waits for input on each of these; the caller keeps them open as long as it waits. */
    PollSet(int... fds) {
        count = fds.length;
        entries = Libc.allocate((long) ENTRY * count);
        for (int i = 0; i < count; i++) {
            entries.putInt(ENTRY * i + FD, fds[i]);
            entries.putShort(ENTRY * i + EVENTS, POLLIN);
        }
    }

    /** Waits for other events than input on one of them. */
    void events(int i, short events) {
        entries.putShort(ENTRY * i + EVENTS, events);
    }

    /**
     * Waits.
     *
     * @param timeoutMillis 0 returns at once, a negative number waits without end
     * @return whether anything is ready; false too if a signal came
     */
    boolean await(int timeoutMillis) throws SystemCallException {
        return await(count, timeoutMillis);
    }

    /** As {@link #await}, for the first descriptor alone: the kernel looks at it and at no other, which costs less. */
    boolean awaitFirst(int timeoutMillis) throws SystemCallException {
        return await(1, timeoutMillis);
    }

    private boolean await(int waited, int timeoutMillis) throws SystemCallException {
        int ready = Libc.get().poll(entries, waited, timeoutMillis);
        if (ready < 0) {
            int errno = Errno.lastNumber();
            if (errno != Errno.EINTR.number()) {
                throw new SystemCallException("poll of " + waited + " descriptors", new Errno(errno));
            }
            for (int i = 0; i < waited; i++) {
                entries.putShort(ENTRY * i + REVENTS, (short) 0);
            }
        }
        return ready > 0;
    }

    /** Whether the latest wait found something on this one, an error or the other side's end included. */
    boolean isReady(int i) {
        return entries.getShort(ENTRY * i + REVENTS) != 0;
    }

    /** Whether the latest wait found something on one of a pair alone, its first; pairs follow each other from an index on. */
    boolean anyIsReadyAlone(int first) {
        for (int i = first; i + 1 < count; i += 2) {
            if (isReady(i) && !isReady(i + 1)) {
                return true;
            }
        }
        return false;
    }
}
