package org.xdpbroker.client.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A ring on ordinary memory, laid out as the kernel does it, with its words in reach of a test. */
public final class PlainRing {

    private static final int CACHE_LINE = 64;
    private static final int PRODUCER = 0;
    private static final int CONSUMER = PRODUCER + CACHE_LINE;
    private static final int FLAGS = CONSUMER + CACHE_LINE;
    private static final int ENTRIES = FLAGS + CACHE_LINE;

    private final ByteBuffer buffer;
    private final RingMemory memory;

    /** Both words at {@code start}: an empty ring that has been in use for that many entries. */
    PlainRing(int size, int entryBytes, int start) {
        buffer = ByteBuffer.allocateDirect(ENTRIES + size * entryBytes + 2 * CACHE_LINE)
                .alignedSlice(CACHE_LINE)
                .order(ByteOrder.nativeOrder());
        buffer.putInt(PRODUCER, start);
        buffer.putInt(CONSUMER, start);
        memory = new RingMemory(buffer, PRODUCER, CONSUMER, FLAGS, ENTRIES, size);
    }

    public static PlainRing ofFrameAddrs(int size, int start) {
        return new PlainRing(size, RingMemory.FRAME_ADDR_BYTES, start);
    }

    public static PlainRing ofDescriptors(int size, int start) {
        return new PlainRing(size, RingMemory.DESCRIPTOR_BYTES, start);
    }

    public RingMemory memory() {
        return memory;
    }

    public int producer() {
        return buffer.getInt(PRODUCER);
    }

    public int consumer() {
        return buffer.getInt(CONSUMER);
    }

    /** What the kernel would do as producer of an rx or completion ring, or as consumer of the other two. */
    public void moveProducer(int count) {
        buffer.putInt(PRODUCER, producer() + count);
    }

    public void moveConsumer(int count) {
        buffer.putInt(CONSUMER, consumer() + count);
    }

    public void setFlags(int flags) {
        buffer.putInt(FLAGS, flags);
    }

    public long frameAddrInSlot(int slot) {
        return buffer.getLong(ENTRIES + slot * RingMemory.FRAME_ADDR_BYTES);
    }

    public void putFrameAddrInSlot(int slot, long frameAddr) {
        buffer.putLong(ENTRIES + slot * RingMemory.FRAME_ADDR_BYTES, frameAddr);
    }

    /** What the kernel would do with a packet that arrives. */
    public void putDescriptorInSlot(int slot, long frameAddr, int length, int options) {
        int at = ENTRIES + slot * RingMemory.DESCRIPTOR_BYTES;
        buffer.putLong(at, frameAddr);
        buffer.putInt(at + Long.BYTES, length);
        buffer.putInt(at + Long.BYTES + Integer.BYTES, options);
    }

    public long descriptorsFrameAddrInSlot(int slot) {
        return buffer.getLong(ENTRIES + slot * RingMemory.DESCRIPTOR_BYTES);
    }

    public byte[] descriptorInSlot(int slot) {
        byte[] bytes = new byte[RingMemory.DESCRIPTOR_BYTES];
        buffer.get(ENTRIES + slot * RingMemory.DESCRIPTOR_BYTES, bytes);
        return bytes;
    }
}
