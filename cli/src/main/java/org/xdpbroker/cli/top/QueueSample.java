package org.xdpbroker.cli.top;

import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.SocketObservation;
import org.xdpbroker.client.SocketObservation.RingState;
import org.xdpbroker.protocol.message.QueueDescription;

/**
 * A queue of a lease at one moment.
 *
 * @param described what the broker says
 * @param socket its socket; null if this process may not look at it
 */
record QueueSample(QueueDescription described, @Nullable SocketObservation socket) {

    /** Packets that the rings had no room for: the fill ring had no frame, or the rx ring no entry. */
    @Nullable
    Long drops() {
        return socket == null
                ? null
                : socket.statistics().rxDropped() + socket.statistics().rxRingFull();
    }

    /** How many packets the kernel has taken from the tx ring, modulo 2<sup>32</sup>. */
    @Nullable
    Long sent() {
        RingState tx = socket == null ? null : socket.tx();
        return tx == null ? null : tx.consumed();
    }

    @Nullable
    Double rxFill() {
        return socket == null ? null : fill(socket.rx());
    }

    @Nullable
    Double txFill() {
        return socket == null ? null : fill(socket.tx());
    }

    private static @Nullable Double fill(@Nullable RingState ring) {
        return ring == null || ring.size() == null ? null : 100.0 * ring.entries() / ring.size();
    }
}
