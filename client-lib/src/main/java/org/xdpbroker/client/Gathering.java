package org.xdpbroker.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xdpbroker.client.ring.RxRing;

/** Packets that came in several frames, put together. */
final class Gathering {

    /** No packet of an interface is longer. */
    private static final int MAX_PACKET = 1 << 17;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(MAX_PACKET).order(ByteOrder.nativeOrder());

    /** Where the packet that was gathered last is, from index 0 on. */
    ByteBuffer memory() {
        return memory;
    }

    /**
     * The end of a packet on the ring.
     *
     * @param first position of its first frame
     * @param count how many positions there are
     * @return the position after its last frame; {@code first} if that has not come yet
     */
    int end(RxRing rx, int first, int count) {
        for (int i = first; i < count; i++) {
            if (!rx.continues(i)) {
                return i + 1;
            }
        }
        return first;
    }

    /** Copies a packet together; returns its length. */
    int gather(ByteBuffer umem, RxRing rx, int first, int end) {
        int length = 0;
        for (int i = first; i < end; i++) {
            memory.put(length, umem, (int) rx.frameAddr(i), rx.length(i));
            length += rx.length(i);
        }
        return length;
    }
}
