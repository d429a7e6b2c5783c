package org.xdpbroker.client.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A ring on ordinary memory, laid out as the kernel does it, with its words in reach of a test. */
final class PlainRing {

    private static final int CACHE_LINE = 64;
    private static final int PRODUCER = 0;
    private static final int CONSUMER = PRODUCER + CACHE_LINE;
    private static final int FLAGS = CONSUMER + CACHE_LINE;
    private static final int ENTRIES = FLAGS + CACHE_LINE;

    private final ByteBuffer buffer;
    private final RingMemory memory;

    /** Both words at {@code start}: an empty ring that has been in use for that many entries. */
    PlainRing(int size, int entryBytes, int start) {
        buffer = ByteBuffer.allocateDirect(ENTRIES + size * entryBytes + CACHE_LINE)
                .alignedSlice(CACHE_LINE)
                .order(ByteOrder.nativeOrder());
        buffer.putInt(PRODUCER, start);
        buffer.putInt(CONSUMER, start);
        memory = new RingMemory(buffer, PRODUCER, CONSUMER, FLAGS, ENTRIES, size);
    }

    static PlainRing ofFrameAddrs(int size, int start) {
        return new PlainRing(size, RingMemory.FRAME_ADDR_BYTES, start);
    }

    static PlainRing ofDescriptors(int size, int start) {
        return new PlainRing(size, RingMemory.DESCRIPTOR_BYTES, start);
    }

    RingMemory memory() {
        return memory;
    }

    int producer() {
        return buffer.getInt(PRODUCER);
    }

    int consumer() {
        return buffer.getInt(CONSUMER);
    }

    /** What the kernel would do as producer of an rx or completion ring, or as consumer of the other two. */
    void moveProducer(int count) {
        buffer.putInt(PRODUCER, producer() + count);
    }

    void moveConsumer(int count) {
        buffer.putInt(CONSUMER, consumer() + count);
    }

    void setFlags(int flags) {
        buffer.putInt(FLAGS, flags);
    }

    long frameAddrInSlot(int slot) {
        return buffer.getLong(ENTRIES + slot * RingMemory.FRAME_ADDR_BYTES);
    }

    void putFrameAddrInSlot(int slot, long frameAddr) {
        buffer.putLong(ENTRIES + slot * RingMemory.FRAME_ADDR_BYTES, frameAddr);
    }

    byte[] descriptorInSlot(int slot) {
        byte[] bytes = new byte[RingMemory.DESCRIPTOR_BYTES];
        buffer.get(ENTRIES + slot * RingMemory.DESCRIPTOR_BYTES, bytes);
        return bytes;
    }
}
