package org.xdpbroker.protocol.transport;

import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Many sockets that can be told apart, and closed together. */
final class Sockets implements AutoCloseable {

    final List<OwnedFd> fds = new ArrayList<>();

    private Sockets() {}

    static Sockets open(int count) throws SystemCallException {
        Sockets sockets = new Sockets();
        while (sockets.fds.size() < count) {
            UnixSocket.Pair pair = UnixSocket.pair();
            sockets.fds.add(pair.first());
            if (sockets.fds.size() < count) {
                sockets.fds.add(pair.second());
            } else {
                pair.second().close();
            }
        }
        return sockets;
    }

    @Override
    public void close() {
        fds.forEach(OwnedFd::close);
    }
}
