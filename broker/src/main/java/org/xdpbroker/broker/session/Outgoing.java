package org.xdpbroker.broker.session;

import java.util.List;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.UnixSocket;

/** One message on its way to a client, with descriptors that it owns until they are passed. Conductor thread only. */
final class Outgoing implements AutoCloseable {

    private final byte[] bytes;
    private List<OwnedFd> fds;
    private int sent;

    Outgoing(byte[] bytes, List<OwnedFd> fds) {
        this.bytes = bytes;
        this.fds = List.copyOf(fds);
    }

    int remaining() {
        return bytes.length - sent;
    }

    /**
     * Sends what fits. The descriptors are closed here as soon as the kernel holds its own copies in the message.
     *
     * @return whether the message is out
     */
    boolean send(OwnedFd socket) throws SystemCallException {
        int count = UnixSocket.send(socket, bytes, sent, fds);
        if (count > 0) {
            sent += count;
            close();
        }
        return remaining() == 0;
    }

    /** Closes the descriptors that were not passed. */
    @Override
    public void close() {
        fds.forEach(OwnedFd::close);
        fds = List.of();
    }
}
