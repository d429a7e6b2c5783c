package org.xdpbroker.protocol.transport;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * AF_UNIX stream sockets, non-blocking and close-on-exec from birth. All methods are safe from any thread; ordering on one
 * socket is the caller's.
 */
public final class UnixSocket {

    /** The most descriptors one message carries. */
    public static final int MAX_FDS = FdMessage.MAX_FDS;

    private static final Libc LIBC = Libc.get();
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SHUT_RD = 0;
    private static final int MSG_DONTWAIT = 0x40;
    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;

    private UnixSocket() {}

    /**
     * Makes a socket that listens at a path, which must not exist.
     *
     * @throws SystemCallException if the path is taken (EADDRINUSE) or its folder may not be written
     */
    public static OwnedFd listen(String path, int backlog) throws IOException {
        byte[] address = UnixAddress.encode(path);
        OwnedFd socket = newSocket();
        try {
            check(LIBC.bind(socket.number(), address, address.length), "bind(" + path + ")");
            check(LIBC.listen(socket.number(), backlog), "listen(" + path + ")");
            return socket;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Connects to a listening path.
     *
     * @throws SystemCallException ENOENT or ECONNREFUSED if nobody listens, EACCES if the socket's mode forbids it, EAGAIN if
     *     the listener's queue is full at the moment
     */
    public static OwnedFd connect(String path) throws IOException {
        byte[] address = UnixAddress.encode(path);
        OwnedFd socket = newSocket();
        if (LIBC.connect(socket.number(), address, address.length) < 0) {
            SystemCallException failure = SystemCallException.last("connect(" + path + ")");
            socket.close();
            throw failure;
        }
        return socket;
    }

    /**
     * Takes one waiting connection.
     *
     * @return null if none waits
     * @throws SystemCallException EMFILE and the like; the connection goes on waiting
     */
    public static @Nullable OwnedFd accept(OwnedFd listener) throws SystemCallException {
        int result = LIBC.accept4(listener.number(), 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (result >= 0) {
            return new OwnedFd(result);
        }
        Errno errno = Errno.last();
        if (errno.equals(Errno.EAGAIN) || errno.equals(Errno.EINTR) || errno.equals(new Errno(103))) {
            return null; // 103, ECONNABORTED: it went away while it waited
        }
        throw new SystemCallException("accept4", errno);
    }

    /** Two connected sockets. */
    public static Pair pair() throws SystemCallException {
        int[] fds = new int[2];
        check(LIBC.socketpair(UnixAddress.AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), "socketpair");
        return new Pair(new OwnedFd(fds[0]), new OwnedFd(fds[1]));
    }

    /** The two ends of a socket pair, both owned by the receiver of this value. */
    public record Pair(OwnedFd first, OwnedFd second) {}

    /**
     * Sends what fits now.
     *
     * @param fds descriptors to pass, which stay the caller's; they go with the first byte and must be left out when the rest
     *     of a message is sent after a partial success
     * @return how many bytes from {@code offset} on went out; 0 if the peer's buffer is full
     * @throws SystemCallException EPIPE or ECONNRESET if the peer is gone
     */
    public static int send(OwnedFd socket, byte[] bytes, int offset, List<OwnedFd> fds) throws SystemCallException {
        long sent = FdMessage.send(socket, bytes, offset, fds);
        if (sent < 0) {
            Errno errno = Errno.last();
            if (errno.equals(Errno.EAGAIN) || errno.equals(Errno.EINTR)) {
                return 0;
            }
            throw new SystemCallException("sendmsg of " + bytes.length + " bytes and " + fds.size() + " fds", errno);
        }
        return (int) sent;
    }

    /** Receives what is there now, with descriptors. */
    public static Received receive(OwnedFd socket, int maxBytes) {
        return FdMessage.receive(socket, maxBytes);
    }

    /**
     * Receives bytes only. Descriptors a peer attached are closed by the kernel before this returns: recv(2) offers no room
     * for them, so there is nothing to check and nothing to leak.
     */
    public static Received receiveBytes(OwnedFd socket, int maxBytes) {
        Pointer buffer = Libc.allocate(maxBytes);
        long result = LIBC.recv(socket.number(), buffer, maxBytes, MSG_DONTWAIT);
        if (result < 0) {
            return new Received(new byte[0], List.of(), false, Errno.last());
        }
        byte[] bytes = new byte[(int) result];
        buffer.get(0, bytes, 0, bytes.length);
        return new Received(bytes, List.of(), false, null);
    }

    /**
     * Waits until there is something to receive, the peer's end included.
     *
     * @return false when the time is up, and possibly earlier, if a signal came
     */
    public static boolean awaitInput(OwnedFd socket, Deadline deadline) throws SystemCallException {
        return await(socket, POLLIN, deadline);
    }

    /** As {@link #awaitInput}, until there is room to send. */
    public static boolean awaitRoom(OwnedFd socket, Deadline deadline) throws SystemCallException {
        return await(socket, POLLOUT, deadline);
    }

    /** From now on whatever the peer sends fails at the peer with EPIPE. */
    public static void refuseInput(OwnedFd socket) throws SystemCallException {
        check(LIBC.shutdown(socket.number(), SHUT_RD), "shutdown(SHUT_RD)");
    }

    /** {@code struct pollfd}: int fd, short events, short revents. */
    private static boolean await(OwnedFd socket, short events, Deadline deadline) throws SystemCallException {
        Pointer entry = Libc.allocate(8);
        entry.putInt(0, socket.number());
        entry.putShort(4, events);
        int ready = LIBC.poll(entry, 1, deadline.remainingMillis());
        if (ready < 0) {
            Errno errno = Errno.last();
            if (!errno.equals(Errno.EINTR)) {
                throw new SystemCallException("poll", errno);
            }
        }
        return ready > 0;
    }

    private static OwnedFd newSocket() throws SystemCallException {
        return OwnedFd.of(
                LIBC.socket(UnixAddress.AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
                "socket(AF_UNIX, SOCK_STREAM)");
    }

    private static void check(int result, String operation) throws SystemCallException {
        if (result < 0) {
            throw SystemCallException.last(operation);
        }
    }
}
