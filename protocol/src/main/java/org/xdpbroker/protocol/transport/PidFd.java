package org.xdpbroker.protocol.transport;

import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Pidfds: descriptors that stand for one process, as numbers of processes do not, which are given away again. See
 * pidfd_open(2).
 */
public final class PidFd {

    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERPIDFD = 77;
    private static final short POLLIN = 1;

    private PidFd() {}

    /**
     * The process that connected to a socket, as the kernel recorded it. Needs Linux 6.5.
     *
     * @param socket a connected AF_UNIX stream socket; stays the caller's
     * @return the caller's to close
     */
    public static OwnedFd ofPeer(OwnedFd socket) throws SystemCallException {
        Pointer value = Libc.allocate(Integer.BYTES);
        Pointer length = Libc.allocate(Integer.BYTES);
        length.putInt(0, Integer.BYTES);
        String operation = "getsockopt(SO_PEERPIDFD)";
        if (Libc.get().getsockopt(socket.number(), SOL_SOCKET, SO_PEERPIDFD, value, length) < 0) {
            throw SystemCallException.last(operation);
        }
        return OwnedFd.of(value.getInt(0), operation);
    }

    /**
     * The process that has a number at the moment.
     *
     * @return the caller's to close
     */
    public static OwnedFd of(int pid) throws SystemCallException {
        return OwnedFd.of(Libc.get().pidfd_open(pid, 0), "pidfd_open(" + pid + ")");
    }

    /**
     * A copy of a descriptor of the process, which may be had by who may trace it: see ptrace(2), PTRACE_MODE_ATTACH_REALCREDS.
     *
     * @param number the descriptor's number in the process
     * @return close-on-exec, the caller's to close
     */
    public static OwnedFd descriptorOf(OwnedFd pidfd, int number) throws SystemCallException {
        return OwnedFd.of(Libc.get().pidfd_getfd(pidfd.number(), number, 0), "pidfd_getfd(" + number + ")");
    }

    /**
     * Whether the process has ended. One that has not ended after something was learned by its number, had that number when
     * it was learned.
     */
    public static boolean hasEnded(OwnedFd pidfd) throws SystemCallException {
        Pointer entry = Libc.allocate(8);
        entry.putInt(0, pidfd.number());
        entry.putShort(4, POLLIN);
        int ready = Libc.get().poll(entry, 1, 0);
        if (ready < 0) {
            throw SystemCallException.last("poll(pidfd)");
        }
        return ready > 0;
    }
}
