package org.xdpbroker.broker.loop;

import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/** The array of struct pollfd for poll(2): filled, polled and read anew each time. Not thread-safe. */
public final class PollSet {

    private static final int ENTRY_BYTES = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    private Pointer entries = Libc.allocate(64L * ENTRY_BYTES);
    private int capacity = 64;
    private int size;

    /** Makes room and forgets what was added before. */
    public void clear(int expected) {
        size = 0;
        if (expected > capacity) {
            capacity = expected * 2;
            entries = Libc.allocate((long) capacity * ENTRY_BYTES);
        }
    }

    /** Adds a descriptor; at most as many as {@link #clear} was told. */
    public void add(OwnedFd fd, int events) {
        long at = (long) size++ * ENTRY_BYTES;
        entries.putInt(at, fd.number());
        entries.putShort(at + EVENTS, (short) events);
        entries.putShort(at + REVENTS, (short) 0);
    }

    /**
     * Waits until one is ready, or the time is over, or a signal came.
     *
     * @param timeoutMillis -1 for no end
     */
    public void poll(int timeoutMillis) throws SystemCallException {
        if (Libc.get().poll(entries, size, timeoutMillis) < 0) {
            Errno errno = Errno.last();
            if (!errno.equals(Errno.EINTR)) {
                throw new SystemCallException("poll of " + size + " descriptors", errno);
            }
        }
    }

    /** What is there on the n-th descriptor added. */
    public int events(int index) {
        return entries.getShort((long) index * ENTRY_BYTES + REVENTS);
    }
}
