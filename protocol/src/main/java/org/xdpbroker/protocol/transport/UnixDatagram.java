package org.xdpbroker.protocol.transport;

import java.io.IOException;
import java.util.List;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/** One-way messages to an AF_UNIX datagram socket, such as a service manager's or the journal's. Never waits. */
public final class UnixDatagram implements AutoCloseable {

    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;

    private final OwnedFd socket;
    private final String path;
    private final byte[] address;

    /**
     * @param path where the receiver listens; one that begins with {@code @} is a name in the abstract namespace
     * @throws IOException if it cannot be an address
     */
    public UnixDatagram(String path) throws IOException {
        this.path = path;
        address = UnixAddress.encode(path);
        socket = OwnedFd.of(
                Libc.get().socket(UnixAddress.AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
                "socket(AF_UNIX, SOCK_DGRAM)");
    }

    /** @throws SystemCallException if nobody listens, or the receiver's queue is full (EAGAIN) */
    public void send(byte[] bytes) throws SystemCallException {
        if (Libc.get().sendto(socket.number(), bytes, bytes.length, MSG_NOSIGNAL, address, address.length) < 0) {
            throw SystemCallException.last("sendto(" + path + ")");
        }
    }

    /**
     * As {@link #send(byte[])}, with descriptors.
     *
     * @param fds descriptors to pass, which stay the caller's; at most {@link UnixSocket#MAX_FDS}
     */
    public void send(byte[] bytes, List<OwnedFd> fds) throws SystemCallException {
        if (FdMessage.sendTo(socket, bytes, fds, address) < 0) {
            throw SystemCallException.last("sendmsg(" + path + ") of " + fds.size() + " fds");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
