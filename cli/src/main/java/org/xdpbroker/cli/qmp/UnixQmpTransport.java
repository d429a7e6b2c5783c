package org.xdpbroker.cli.qmp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.Deadline;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;

/** Over an AF_UNIX stream socket, as QEMU's {@code -qmp unix:PATH} listens on. */
final class UnixQmpTransport implements QmpTransport {

    private static final int RECEIVE_BYTES = 16 * 1024;

    private final OwnedFd socket;

    UnixQmpTransport(OwnedFd socket) {
        this.socket = socket;
    }

    /** @throws QmpConnectionException if nobody listens there or this user may not connect; the message says what to do */
    static UnixQmpTransport connect(Path path) throws IOException {
        try {
            return new UnixQmpTransport(UnixSocket.connect(path.toString()));
        } catch (SystemCallException e) {
            throw new QmpConnectionException("cannot reach QEMU: " + e.getMessage() + nextStep(e.errno()), e);
        }
    }

    @Override
    public boolean send(byte[] message, List<OwnedFd> fds, Deadline deadline) throws IOException {
        int sent = 0;
        while (sent < message.length) {
            int more = UnixSocket.send(socket, message, sent, sent == 0 ? fds : List.of());
            sent += more;
            if (more == 0 && !UnixSocket.awaitRoom(socket, deadline) && deadline.isOver()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte @Nullable [] receive(Deadline deadline) throws IOException {
        while (true) {
            // descriptors that come along are not wanted, and discarded by the kernel
            Received received = UnixSocket.receiveBytes(socket, RECEIVE_BYTES);
            Errno error = received.error();
            if (error == null) {
                return received.bytes();
            }
            if (!error.equals(Errno.EAGAIN) && !error.equals(Errno.EINTR)) {
                throw new SystemCallException("recv", error);
            }
            if (!UnixSocket.awaitInput(socket, deadline) && deadline.isOver()) {
                return null;
            }
        }
    }

    @Override
    public int peerPid() throws IOException {
        return PeerCredentials.of(socket).pid();
    }

    @Override
    public void close() {
        socket.close();
    }

    private static String nextStep(Errno errno) {
        if (errno.equals(Errno.ENOENT) || errno.equals(Errno.ECONNREFUSED)) {
            return ". Does it run, started with -qmp unix:PATH,server=on,wait=off and this path?";
        }
        if (errno.equals(Errno.EACCES)) {
            return ". This user may not write to the socket: run this as the user that QEMU runs as.";
        }
        if (errno.equals(Errno.EAGAIN)) {
            return ". Other QMP clients are waiting for it: QEMU serves one at a time. Try again later.";
        }
        return ".";
    }
}
