package org.xdpbroker.protocol.posix;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file descriptor with exactly one owner, closed once. Zero is a valid descriptor; the absence of one is a null reference,
 * never a number.
 *
 * <p>{@link #close()} and {@link #release()} may be called from any thread, {@link #number()} only while no other thread
 * closes it.
 */
public final class OwnedFd implements AutoCloseable {

    private static final int F_DUPFD_CLOEXEC = 1030;

    private final int number;
    private final AtomicBoolean released = new AtomicBoolean();

    /** Takes ownership of an open descriptor. */
    public OwnedFd(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("not a file descriptor: " + number);
        }
        this.number = number;
    }

    /**
     * Takes ownership of what a call returned.
     *
     * @throws SystemCallException with the thread's errno if {@code result} is negative
     */
    public static OwnedFd of(int result, String operation) throws SystemCallException {
        if (result < 0) {
            throw SystemCallException.last(operation);
        }
        return new OwnedFd(result);
    }

    /** The number, for a call made now; the caller must not close or keep it. */
    public int number() {
        if (released.get()) {
            throw new IllegalStateException("file descriptor " + number + " is closed or was handed over");
        }
        return number;
    }

    public boolean isOpen() {
        return !released.get();
    }

    /** A descriptor, close-on-exec, of the same open file as one that a library owns; its owner is the caller. */
    public static OwnedFd duplicateOf(int foreign) throws SystemCallException {
        return duplicate(foreign, 0);
    }

    /** A second descriptor, close-on-exec, of the same open file; its owner is the caller. */
    public OwnedFd duplicate() throws SystemCallException {
        return duplicateFrom(0);
    }

    /** As {@link #duplicate()}, with the lowest free number that is at least {@code lowest}. */
    public OwnedFd duplicateFrom(int lowest) throws SystemCallException {
        return duplicate(number(), lowest);
    }

    /** Gives up ownership: whoever receives the number closes it. */
    public int release() {
        if (!released.compareAndSet(false, true)) {
            throw new IllegalStateException("file descriptor " + number + " is closed or was handed over");
        }
        return number;
    }

    /** Closes the descriptor; a second call does nothing. Errors of close(2) leave nothing to do and are not told. */
    @Override
    public void close() {
        if (released.compareAndSet(false, true)) {
            Libc.get().close(number);
        }
    }

    @Override
    public String toString() {
        return "fd " + number + (released.get() ? " (closed)" : "");
    }

    private static OwnedFd duplicate(int fd, int lowest) throws SystemCallException {
        return of(Libc.get().fcntl(fd, F_DUPFD_CLOEXEC, lowest), "fcntl(F_DUPFD_CLOEXEC)");
    }
}
