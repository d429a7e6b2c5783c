package org.xdpbroker.client;

import org.xdpbroker.client.ring.CompletionRing;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;

/** A bound AF_XDP socket with its rings mapped, whichever way that was done. */
interface BoundSocket extends AutoCloseable {

    /** The socket's descriptor, which is owned here. */
    int fd();

    FillRing fillRing();

    CompletionRing completionRing();

    RxRing rxRing();

    TxRing txRing();

    /** Unmaps the rings and closes the descriptor; called once. */
    @Override
    void close();
}
