package org.xdpbroker.client.ring;

/**
 * The layout of {@code struct xdp_desc} in linux/if_xdp.h.
 *
 * <pre>
 *   0               8            12            16
 *   +---------------+------------+-------------+
 *   | frameAddr u64 | length u32 | options u32 |
 *   +---------------+------------+-------------+
 * </pre>
 */
final class Descriptor {

    static final int FRAME_ADDR = 0;
    static final int LENGTH = FRAME_ADDR + Long.BYTES;
    static final int OPTIONS = LENGTH + Integer.BYTES;
    static final int BYTES = OPTIONS + Integer.BYTES;

    /** XDP_PKT_CONTD. */
    static final int CONTINUES = 1;
    /** XDP_TX_METADATA. */
    static final int METADATA = 1 << 1;

    private Descriptor() {}
}
