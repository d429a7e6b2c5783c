package org.xdpbroker.client;

import java.nio.ByteBuffer;

/** Looks at a packet that was received. */
@FunctionalInterface
public interface PacketHandler {

    /**
     * Called for each packet, on the thread that receives. What it throws goes through to the caller of receive; the packet
     * counts as received then, and those after it stay on the rx ring.
     *
     * @param memory the packet memory, in native byte order, or on a socket with multi-buffer one of the library's for a packet of
     *     several frames: look at the one that was given. Beyond the packet it holds other packets and free frames:
     *     use absolute access within it, and none after the return, when the frame is the kernel's again
     * @param offset where the packet begins in it: with the link-layer header
     * @param length how many bytes the packet has, without checksum trailer
     */
    void handle(ByteBuffer memory, int offset, int length);
}
