package org.xdpbroker.bench.loop;

import java.io.IOException;

/** One of the loops. */
interface PacketLoop {

    /**
     * Moves a batch of packets.
     *
     * @param waitMillis how long to wait for packets to receive, if there are none; 0 does not wait
     */
    void turn(int waitMillis) throws IOException;

    /** A turn that brings no packets of its own: what is on its way goes on. */
    default void drain() throws IOException {
        turn(0);
    }
}
