package org.xdpbroker.cli.top;

import java.io.IOException;
import java.nio.file.Path;
import org.xdpbroker.client.SocketObservation;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.PidFd;

/**
 * Looks at a socket of another process. For that moment this process has the socket, too: a copy that were kept would hold the
 * queue when the other process has died, so it is closed before the call returns.
 */
final class SocketLook {

    private SocketLook() {}

    /**
     * @param place where the socket was seen
     * @param inode its number
     * @throws IOException if this process may not have it, or it is there no more
     */
    static SocketObservation at(SocketPlaces.Place place, long inode) throws IOException {
        try (OwnedFd process = PidFd.of(place.pid());
                OwnedFd socket = PidFd.descriptorOf(process, place.number())) {
            Long taken = SocketPlaces.inode(Path.of("/proc/self/fd/" + socket.number()));
            if (taken == null || taken != inode) {
                throw new IOException("process " + place.pid() + " has closed the socket");
            }
            return SocketObservation.of(socket);
        }
    }
}
