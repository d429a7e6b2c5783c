package org.xdpbroker.client;

import java.nio.ByteBuffer;

/**
 * What the driver is asked to do with a packet that is sent, in the {@value #BYTES} bytes before its first byte. Needs a umem
 * with {@link UmemConfig#txMetadata()} and the option {@link org.xdpbroker.client.ring.TxRing#METADATA}. The layout is that of
 * {@code struct xsk_tx_metadata} in linux/if_xdp.h; Documentation/networking/xsk-tx-metadata.rst describes it.
 *
 * <pre>
 *   0           8             10             12      16              24
 *   +-----------+-------------+--------------+-------+---------------+
 *   | flags u64 | csum_start  | csum_offset  |       | launch_time   |   before it is sent
 *   |           | u16         | u16          |       | u64           |
 *   |           +-------------+--------------+-------+---------------+
 *   |           | tx_timestamp u64                   |               |   when it came back
 *   +-----------+------------------------------------+---------------+
 * </pre>
 *
 * <p>Every driver, in copy mode, completes checksums; timestamps and launch times need one that does them in zero-copy mode.
 */
public final class TxMetadata {

    private static final int FLAGS = 0;
    private static final int CSUM_START = FLAGS + Long.BYTES;
    private static final int CSUM_OFFSET = CSUM_START + Short.BYTES;
    private static final int TX_TIMESTAMP = CSUM_START;
    private static final int LAUNCH_TIME = TX_TIMESTAMP + Long.BYTES;

    /** How many bytes it takes before the packet. */
    public static final int BYTES = LAUNCH_TIME + Long.BYTES;

    private static final long XDP_TXMD_FLAGS_TIMESTAMP = 1;
    private static final long XDP_TXMD_FLAGS_CHECKSUM = 1 << 1;
    private static final long XDP_TXMD_FLAGS_LAUNCH_TIME = 1 << 2;

    private TxMetadata() {}

    /**
     * Asks for nothing. To be called for each packet first: a frame keeps what it was last asked for.
     *
     * @param memory the umem's buffer
     * @param packet where the packet begins in it, at least {@value #BYTES}
     */
    public static void clear(ByteBuffer memory, int packet) {
        int metadata = packet - BYTES;
        memory.putLong(metadata + FLAGS, 0);
        memory.putLong(metadata + CSUM_START, 0);
        memory.putLong(metadata + LAUNCH_TIME, 0);
    }

    /**
     * Asks for a checksum: the ones' complement sum of all from {@code start} on, put at {@code start + offset}, where the sum
     * of the pseudo-header stands already.
     *
     * @param start where summing begins, from the packet's first byte
     * @param offset where the checksum field is, from {@code start}
     */
    public static void requestChecksum(ByteBuffer memory, int packet, int start, int offset) {
        int metadata = packet - BYTES;
        memory.putLong(metadata + FLAGS, memory.getLong(metadata + FLAGS) | XDP_TXMD_FLAGS_CHECKSUM);
        memory.putShort(metadata + CSUM_START, (short) start);
        memory.putShort(metadata + CSUM_OFFSET, (short) offset);
    }

    /** Asks for the time at which the packet was sent, to be read by {@link #timestamp} when its frame came back. */
    public static void requestTimestamp(ByteBuffer memory, int packet) {
        int metadata = packet - BYTES;
        memory.putLong(metadata + FLAGS, memory.getLong(metadata + FLAGS) | XDP_TXMD_FLAGS_TIMESTAMP);
    }

    /**
     * Asks for the packet to be sent at a time.
     *
     * @param nanos by the clock of the device, in nanoseconds
     */
    public static void requestLaunchTime(ByteBuffer memory, int packet, long nanos) {
        int metadata = packet - BYTES;
        memory.putLong(metadata + FLAGS, memory.getLong(metadata + FLAGS) | XDP_TXMD_FLAGS_LAUNCH_TIME);
        memory.putLong(metadata + LAUNCH_TIME, nanos);
    }

    /** When the packet was sent, by the clock of the device in nanoseconds; what was there before where no driver told. */
    public static long timestamp(ByteBuffer memory, int packet) {
        return memory.getLong(packet - BYTES + TX_TIMESTAMP);
    }
}
