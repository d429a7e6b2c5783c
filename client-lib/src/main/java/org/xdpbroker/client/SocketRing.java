package org.xdpbroker.client;

import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * The four rings of a socket, as mmap(2) has them. Layout of linux/if_xdp.h:
 *
 * <pre>
 *   struct xdp_mmap_offsets    rx, tx, fill, completion, each: 0 producer  8 consumer  16 desc  24 flags, all u64
 * </pre>
 */
enum SocketRing {
    RX(0, 0, RingMemory.DESCRIPTOR_BYTES),
    TX(1, 0x80000000L, RingMemory.DESCRIPTOR_BYTES),
    FILL(2, 0x100000000L, RingMemory.FRAME_ADDR_BYTES),
    COMPLETION(3, 0x180000000L, RingMemory.FRAME_ADDR_BYTES);

    private static final int PRODUCER = 0;
    private static final int CONSUMER = PRODUCER + Long.BYTES;
    private static final int DESC = CONSUMER + Long.BYTES;
    private static final int FLAGS = DESC + Long.BYTES;
    private static final int BYTES = FLAGS + Long.BYTES;

    private final int offsets;
    private final long pageOffset;
    private final int entryBytes;

    /**
     * @param place where its part of {@code struct xdp_mmap_offsets} is among the four
     * @param pageOffset its XDP_PGOFF_ or XDP_UMEM_PGOFF_
     * @param entryBytes the size of an entry
     */
    SocketRing(int place, long pageOffset, int entryBytes) {
        this.offsets = place * BYTES;
        this.pageOffset = pageOffset;
        this.entryBytes = entryBytes;
    }

    /** Where a mapping of the ring begins in the socket's file. */
    long pageOffset() {
        return pageOffset;
    }

    /** How many bytes the ring has with so many entries. */
    long bytes(Pointer mmapOffsets, int size) {
        return Math.addExact(entries(mmapOffsets), Math.multiplyExact((long) size, entryBytes));
    }

    /** Where the producer's word is in the mapping, by {@link SocketOptions#mmapOffsets}. */
    int producer(Pointer mmapOffsets) {
        return at(mmapOffsets, PRODUCER);
    }

    /** Where the consumer's word is. */
    int consumer(Pointer mmapOffsets) {
        return at(mmapOffsets, CONSUMER);
    }

    /** Where the flags are. */
    int flags(Pointer mmapOffsets) {
        return at(mmapOffsets, FLAGS);
    }

    /** Where the first entry is. */
    int entries(Pointer mmapOffsets) {
        return at(mmapOffsets, DESC);
    }

    private int at(Pointer mmapOffsets, int field) {
        return Math.toIntExact(mmapOffsets.getLong(offsets + field));
    }
}
