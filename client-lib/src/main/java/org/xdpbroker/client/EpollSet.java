package org.xdpbroker.client;

import com.kenai.jffi.MemoryIO;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Descriptors that are waited for together again and again, with epoll(7). The kernel is told of them once, so that a wait for
 * three costs what a wait for one does; {@link PollSet} is for waits that are rare. Waiting allocates nothing. Used by one
 * thread at a time.
 *
 * <p>Unlike poll(2) this does not make the kernel go on with the tx ring of an AF_XDP socket.
 *
 * <pre>
 *   struct epoll_event, x86-64 (12)   0 events u32   4 data u64
 *                       others (16)   0 events u32   8 data u64
 * </pre>
 *
 * <p>One is asked for at a time, and its number is in both halves of its data: so it is at byte 8 everywhere. The kernel takes
 * turns among those that are ready.
 */
final class EpollSet implements AutoCloseable {

    /** Nothing was ready in time, or a signal came. */
    static final int NONE = -1;

    private static final int EVENTS = 0;
    private static final int DATA_ON_X86_64 = EVENTS + Integer.BYTES;
    private static final int NUMBER = DATA_ON_X86_64 + Integer.BYTES;
    private static final int BYTES = NUMBER + Long.BYTES;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_MOD = 3;

    private final ByteBuffer event = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
    private final long address = MemoryIO.getInstance().getDirectBufferAddress(event);
    private final OwnedFd epoll;
    private final int[] fds;
    private final short[] awaited;

    /** Waits for input on each of these; the caller keeps them open as long as this is. */
    EpollSet(int... fds) throws SystemCallException {
        this.fds = fds;
        awaited = new short[fds.length];
        int created = DirectCalls.epollCreate(EPOLL_CLOEXEC);
        if (created < 0) {
            throw failed("epoll_create1");
        }
        epoll = new OwnedFd(created);
        boolean done = false;
        try {
            for (int i = 0; i < fds.length; i++) {
                control(EPOLL_CTL_ADD, i, PollSet.POLLIN);
            }
            done = true;
        } finally {
            if (!done) {
                epoll.close();
            }
        }
    }

    /** Waits for other events than before on one of them. */
    void events(int i, short events) throws SystemCallException {
        if (awaited[i] != events) {
            control(EPOLL_CTL_MOD, i, events);
        }
    }

    /**
     * Waits.
     *
     * @param timeoutMillis 0 returns at once, a negative number waits without end
     * @return which is ready, an error or the other side's end included, or {@link #NONE}
     */
    int await(int timeoutMillis) throws SystemCallException {
        int ready = DirectCalls.epollWait(epoll.number(), address, 1, timeoutMillis);
        if (ready < 0 && DirectCalls.lastErrno() != Errno.EINTR.number()) {
            throw failed("epoll_wait");
        }
        return ready > 0 ? event.getInt(NUMBER) : NONE;
    }

    @Override
    public void close() {
        epoll.close();
    }

    private void control(int operation, int i, short events) throws SystemCallException {
        event.putInt(EVENTS, events).putInt(DATA_ON_X86_64, i).putInt(NUMBER, i).putInt(NUMBER + Integer.BYTES, i);
        try {
            if (DirectCalls.epollControl(epoll.number(), operation, fds[i], address) < 0) {
                throw failed("epoll_ctl of descriptor " + fds[i]);
            }
        } finally {
            Reference.reachabilityFence(event);
        }
        awaited[i] = events;
    }

    private static SystemCallException failed(String call) {
        return new SystemCallException(call, new Errno(DirectCalls.lastErrno()));
    }
}
