package org.xdpbroker.client;

import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Ends a wait of another thread: an eventfd(2) that is waited for together with a socket. */
final class Wake implements AutoCloseable {

    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;
    /** Any number but 0, as eight bytes. */
    private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

    private final OwnedFd event;

    private Wake(OwnedFd event) {
        this.event = event;
    }

    static Wake create() throws SystemCallException {
        return new Wake(OwnedFd.of(Libc.get().eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd"));
    }

    int fd() {
        return event.number();
    }

    /** From now on every wait ends at once. Does nothing if it is closed. */
    synchronized void signal() {
        if (event.isOpen()) {
            Libc.get().write(event.number(), ONE, ONE.length);
        }
    }

    @Override
    public synchronized void close() {
        event.close();
    }
}
