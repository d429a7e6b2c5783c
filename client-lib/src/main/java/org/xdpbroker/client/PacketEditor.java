package org.xdpbroker.client;

import java.nio.ByteBuffer;

/** Decides on a packet that passes through, and may change it where it lies. */
@FunctionalInterface
public interface PacketEditor {

    /**
     * Called for each packet, on the thread that forwards. What it throws goes through to the caller of forward; the packet is
     * dropped then, and those after it stay on the rx ring. It cannot send on the socket that its packets go to
     * (IllegalStateException), as that one's tx ring is in use until forward returns.
     *
     * @param memory the same buffer each time, in native byte order; only the packet may be read and written
     * @param offset where the packet begins in it, with the link-layer header
     * @param length how many bytes it has
     * @return how many bytes from {@code offset} on to send, up to the end of the frame and, where the packet goes to another
     *     packet memory, up to what a frame of that has room for (IllegalArgumentException otherwise, and the packet is dropped);
     *     0 or less to drop it
     */
    int edit(ByteBuffer memory, int offset, int length);
}
