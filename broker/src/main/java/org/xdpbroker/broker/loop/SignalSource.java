package org.xdpbroker.broker.loop;

import java.util.function.IntConsumer;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * SIGHUP, SIGINT and SIGTERM as events of the loop: signalfd(2). That works only if every thread blocks them, so whoever
 * starts the JVM does (env --block-signal, or sigprocmask(2) before exec), and tells HotSpot to leave them alone with -Xrs.
 */
public final class SignalSource implements Source, AutoCloseable {

    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGTERM = 15;

    private static final int SFD_NONBLOCK = 0x800;
    private static final int SFD_CLOEXEC = 0x80000;
    /** struct signalfd_siginfo begins with the signal's number. */
    private static final int SIGINFO_BYTES = 128;

    private static final int SIGSET_BYTES = 128;

    private final OwnedFd fd;
    private final IntConsumer handler;
    private final Pointer info = Libc.allocate(SIGINFO_BYTES);

    /** @param handler told the number of each signal, on the loop's thread */
    public SignalSource(IntConsumer handler) throws SystemCallException {
        this.handler = handler;
        Pointer set = Libc.allocate(SIGSET_BYTES);
        set.putLong(0, bit(SIGHUP) | bit(SIGINT) | bit(SIGTERM));
        fd = OwnedFd.of(Libc.get().signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC), "signalfd");
    }

    @Override
    public OwnedFd fd() {
        return fd;
    }

    @Override
    public int interest() {
        return READABLE;
    }

    @Override
    public void ready(int events) {
        while (Libc.get().read(fd.number(), info, SIGINFO_BYTES) == SIGINFO_BYTES) {
            handler.accept(info.getInt(0));
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    /** Whether a mask as proc(5) shows it, SigBlk, has all three. */
    public static boolean areBlocked(long mask) {
        long needed = bit(SIGHUP) | bit(SIGINT) | bit(SIGTERM);
        return (mask & needed) == needed;
    }

    private static long bit(int signal) {
        return 1L << (signal - 1);
    }
}
