package org.xdpbroker.client;

import java.nio.ByteBuffer;

/** Writes a packet that is to be sent. */
@FunctionalInterface
public interface PacketWriter {

    /**
     * Called for each packet, on the thread that sends. What it throws goes through to the caller of send; the packets written
     * before are sent.
     *
     * @param memory the same buffer each time, in native byte order; only what is from {@code offset} on may be written. What
     *     stands there is what was last in this frame, so a packet that is mostly the same each time can be written once
     * @param offset where the packet begins in it, with the link-layer header
     * @param room how long it can be, in bytes
     * @return how long it is; 0 or less to send no more in this call
     */
    int write(ByteBuffer memory, int offset, int room);
}
