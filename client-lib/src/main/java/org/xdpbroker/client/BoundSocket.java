package org.xdpbroker.client;

/** A bound AF_XDP socket with its rings mapped, whichever way that was done. */
interface BoundSocket extends AutoCloseable {

    /** The socket's descriptor, which is owned here. */
    int fd();

    Rings rings();

    /** Unmaps the rings and closes the descriptor; called once. */
    @Override
    void close();
}
