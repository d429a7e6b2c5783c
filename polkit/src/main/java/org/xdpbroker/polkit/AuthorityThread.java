package org.xdpbroker.polkit;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * The thread a {@link Conversation} belongs to: it waits for the bus, for what other threads hand it, and for the next
 * deadline, and does nothing between. It starts with the first thing it is handed.
 */
final class AuthorityThread {

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;

    /** struct pollfd of poll(2): int fd, short events, short revents. */
    private static final int POLLFD_BYTES = 8;

    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final byte[] ONE = {1, 1, 1, 1, 1, 1, 1, 1}; // any number wakes, in either byte order

    private final Conversation conversation;
    private final OwnedFd wakeup;
    private final Object lock = new Object();
    private final Queue<Consumer<Conversation>> handed = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean closed;

    AuthorityThread(Conversation conversation) throws SystemCallException {
        this.conversation = conversation;
        wakeup = OwnedFd.of(Libc.get().eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
    }

    /** Runs an action soon, on the thread; returns false if it is closed. From any thread. */
    boolean hand(Consumer<Conversation> action) {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            handed.add(action);
            if (thread == null) {
                thread = new Thread(this::run, "polkit");
                thread.setDaemon(true);
                thread.start();
            }
            wake();
            return true;
        }
    }

    /** Closes the conversation and ends the thread, soon. A second call does nothing. From any thread. */
    void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            if (thread == null) {
                wakeup.close();
            } else {
                wake();
            }
        }
    }

    private void wake() {
        Libc.get().write(wakeup.number(), ONE, Long.BYTES);
    }

    private void run() {
        Pointer entries = Libc.allocate(2 * POLLFD_BYTES);
        Pointer drain = Libc.allocate(Long.BYTES);
        try {
            while (!isClosed()) {
                BusConnection bus = conversation.connection();
                poll(entries, bus);
                Libc.get().read(wakeup.number(), drain, Long.BYTES);
                if (bus != null && entries.getShort(POLLFD_BYTES + REVENTS) != 0) {
                    conversation.proceed(bus);
                }
                conversation.expire();
                for (Consumer<Conversation> action = next(); action != null; action = next()) {
                    action.accept(conversation);
                }
            }
        } finally {
            finish();
        }
    }

    private void poll(Pointer entries, @Nullable BusConnection bus) {
        entries.putInt(0, wakeup.number());
        entries.putShort(EVENTS, POLLIN);
        if (bus != null) {
            entries.putInt(POLLFD_BYTES, bus.socket().number());
            entries.putShort(POLLFD_BYTES + EVENTS, bus.wantsToWrite() ? (short) (POLLIN | POLLOUT) : POLLIN);
        }
        entries.putShort(POLLFD_BYTES + REVENTS, (short) 0);
        if (Libc.get().poll(entries, bus == null ? 1 : 2, timeoutMillis()) < 0) {
            Errno errno = Errno.last();
            if (!errno.equals(Errno.EINTR)) {
                throw new IllegalStateException("poll failed: " + errno);
            }
        }
    }

    private int timeoutMillis() {
        Long nanos = conversation.nanosToDeadline();
        if (nanos == null) {
            return -1;
        }
        // rounded up, or the loop would spin through the last millisecond
        return (int) Math.min(TimeUnit.NANOSECONDS.toMillis(nanos + 999_999), Integer.MAX_VALUE);
    }

    private @Nullable Consumer<Conversation> next() {
        synchronized (lock) {
            return handed.poll();
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    private void finish() {
        synchronized (lock) {
            closed = true;
            wakeup.close();
        }
        // what was handed over and not run yet may own descriptors
        for (Consumer<Conversation> action = next(); action != null; action = next()) {
            action.accept(conversation);
        }
        conversation.close();
    }
}
