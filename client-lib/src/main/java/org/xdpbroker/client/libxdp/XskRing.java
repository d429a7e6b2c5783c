package org.xdpbroker.client.libxdp;

import com.kenai.jffi.MemoryIO;
import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * Reads what libxdp says of a ring it has mapped: {@code struct xsk_ring_prod} and {@code struct xsk_ring_cons} of xdp/xsk.h,
 * which are alike, on a machine with 64-bit addresses.
 *
 * <pre>
 *   0             4             8      12     16         24         32     40      48
 *   +-------------+-------------+------+------+----------+----------+------+-------+
 *   | cached_prod | cached_cons | mask | size | producer | consumer | ring | flags |
 *   | u32         | u32         | u32  | u32  | pointers, 8 bytes each             |
 *   +-------------+-------------+------+------+----------+----------+------+-------+
 * </pre>
 *
 * <p>The cached words are libxdp's own rings' and not used here.
 */
public final class XskRing {

    private static final int SIZE = 3 * Integer.BYTES;
    private static final int PRODUCER = SIZE + Integer.BYTES;
    private static final int CONSUMER = PRODUCER + Long.BYTES;
    private static final int RING = CONSUMER + Long.BYTES;
    private static final int FLAGS = RING + Long.BYTES;

    /** The size of either structure. */
    public static final int BYTES = FLAGS + Long.BYTES;

    private XskRing() {}

    /**
     * The memory of a ring.
     *
     * @param struct what libxdp filled in
     * @param entryBytes 8 for fill and completion, 16 for rx and tx
     */
    public static RingMemory memory(Pointer struct, int entryBytes) {
        int size = struct.getInt(SIZE);
        long producer = struct.getLong(PRODUCER);
        long consumer = struct.getLong(CONSUMER);
        long flags = struct.getLong(FLAGS);
        long entries = struct.getLong(RING);
        long base = Math.min(Math.min(producer, consumer), Math.min(flags, entries));
        int length = Math.toIntExact(entries - base + (long) size * entryBytes);
        return new RingMemory(
                MemoryIO.getInstance().newDirectByteBuffer(base, length),
                Math.toIntExact(producer - base),
                Math.toIntExact(consumer - base),
                Math.toIntExact(flags - base),
                Math.toIntExact(entries - base),
                size);
    }
}
