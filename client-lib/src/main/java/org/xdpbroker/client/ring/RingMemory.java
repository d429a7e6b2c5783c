package org.xdpbroker.client.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where one ring lies in memory that it shares with the kernel. Producer and consumer count entries from 0 and wrap at
 * 2<sup>32</sup>; each is written by one side only. An entry's place is its count modulo the size.
 *
 * <pre>
 *   +----------+-----+----------+-----+-------+-----+---------+---------+-----+----------------+
 *   | producer | pad | consumer | pad | flags | pad | entry 0 | entry 1 | ... | entry size - 1 |
 *   |   u32    |     |   u32    |     |  u32  |     | 8 or 16 bytes each                       |
 *   +----------+-----+----------+-----+-------+-----+------------------------------------------+
 *   fill and completion entry (8)   | frameAddr u64                            |
 *   rx and tx entry (16)            | frameAddr u64 | length u32 | options u32 |   struct xdp_desc
 * </pre>
 *
 * <p>The offsets are the kernel's (XDP_MMAP_OFFSETS), so none is written down here.
 *
 * @param buffer a direct buffer over the ring; its content stays shared with whoever else has it
 * @param producer offset of the producer word in bytes, a multiple of 4
 * @param consumer offset of the consumer word in bytes, a multiple of 4
 * @param flags offset of the flags word in bytes, a multiple of 4
 * @param entries offset of the first entry in bytes, a multiple of 8
 * @param size how many entries the ring has, a power of two
 */
public record RingMemory(ByteBuffer buffer, int producer, int consumer, int flags, int entries, int size) {

    /** The kernel refuses more, as the entries would not fit its 32-bit sizes. */
    public static final int MAX_SIZE = 1 << 26;

    /** An entry of the fill and the completion ring, a {@code u64}. */
    public static final int FRAME_ADDR_BYTES = Long.BYTES;

    /** An entry of the rx and the tx ring, a {@code struct xdp_desc}. */
    public static final int DESCRIPTOR_BYTES = Descriptor.BYTES;

    /** @throws IllegalArgumentException if the offsets are misaligned or the size is not a power of two up to {@link #MAX_SIZE} */
    public RingMemory {
        if (!isRingSize(size)) {
            throw new IllegalArgumentException(
                    "a ring of " + size + " entries; a power of two up to " + MAX_SIZE + " is possible");
        }
        if (!buffer.isDirect()
                || ((producer | consumer | flags) & 3) != 0
                || (entries & 7) != 0
                || buffer.alignmentOffset(0, Long.BYTES) != 0) {
            throw new IllegalArgumentException("a ring needs direct memory with aligned words");
        }
        buffer = buffer.duplicate().clear().order(ByteOrder.nativeOrder());
    }

    /** Whether a ring can have this many entries. */
    public static boolean isRingSize(int size) {
        return size > 0 && size <= MAX_SIZE && Integer.bitCount(size) == 1;
    }

    void checkFits(int entryBytes) {
        if (buffer.capacity() - entries < (long) size * entryBytes) {
            throw new IllegalArgumentException(
                    size + " entries of " + entryBytes + " bytes do not fit into " + buffer.capacity() + " bytes");
        }
    }
}
