package org.xdpbroker.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xdpbroker.client.ring.RxRing;

/** Packets that came in several frames, put together. */
final class Gathering {

    /** Few are longer; a veth passes on what a sender with large segments (BIG TCP, ip-link(8)) gives it. */
    private static final int LONG_PACKET = 1 << 17;

    private ByteBuffer memory = allocate(LONG_PACKET);

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
            int part = rx.length(i);
            if (part > memory.capacity() - length) {
                memory = allocate(2 * memory.capacity() + part).put(0, memory, 0, length);
            }
            memory.put(length, umem, (int) rx.frameAddr(i), part);
            length += part;
        }
        return length;
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
