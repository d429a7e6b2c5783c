package org.xdpbroker.bench.jmh;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xdpbroker.client.ring.RingMemory;

/** A ring on ordinary memory, laid out as the kernel does it, whose other side is played by the benchmark. */
public final class PlainRing {

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int CACHE_LINE = 64;
    private static final int PRODUCER = 0;
    private static final int CONSUMER = PRODUCER + CACHE_LINE;
    private static final int FLAGS = CONSUMER + CACHE_LINE;
    private static final int ENTRIES = FLAGS + CACHE_LINE;

    private final ByteBuffer buffer;
    private final RingMemory memory;

    /**
     * @param size how many entries; a power of two
     * @param entryBytes of {@link RingMemory}'s
     */
    public PlainRing(int size, int entryBytes) {
        buffer = ByteBuffer.allocateDirect(ENTRIES + size * entryBytes + 2 * CACHE_LINE)
                .alignedSlice(CACHE_LINE)
                .order(ByteOrder.nativeOrder());
        memory = new RingMemory(buffer, PRODUCER, CONSUMER, FLAGS, ENTRIES, size);
    }

    public RingMemory memory() {
        return memory;
    }

    /** Fills every entry of an rx ring with a packet, each in a frame of its own. */
    public void putPackets(int frameSize, int length) {
        for (int i = 0; i < memory.size(); i++) {
            buffer.putLong(ENTRIES + i * RingMemory.DESCRIPTOR_BYTES, (long) i * frameSize);
            buffer.putInt(ENTRIES + i * RingMemory.DESCRIPTOR_BYTES + Long.BYTES, length);
        }
    }

    /** Fills every entry of a completion ring with a frame of its own. */
    public void putFrames(int frameSize) {
        for (int i = 0; i < memory.size(); i++) {
            buffer.putLong(ENTRIES + i * RingMemory.FRAME_ADDR_BYTES, (long) i * frameSize);
        }
    }

    /** The kernel has put entries on the ring. */
    public void produced(int count) {
        move(PRODUCER, count);
    }

    /** The kernel has taken entries off the ring. */
    public void consumed(int count) {
        move(CONSUMER, count);
    }

    private void move(int word, int count) {
        INT.setRelease(buffer, word, (int) INT.get(buffer, word) + count);
    }
}
