package org.xdpbroker.client.ring;

import java.nio.ByteOrder;

/**
 * The layout of {@code struct xdp_desc} in linux/if_xdp.h, and the same as two longs in this machine's byte order.
 *
 * <pre>
 *   0               8            12            16
 *   +---------------+------------+-------------+
 *   | frameAddr u64 | length u32 | options u32 |
 *   +---------------+------------+-------------+
 *   | long 0        | long 1                   |
 * </pre>
 */
final class Descriptor {

    /** Two longs, as a shift. */
    static final int SHIFT = 1;

    static final int BYTES = Long.BYTES << SHIFT;

    /** XDP_PKT_CONTD. */
    static final int CONTINUES = 1;
    /** XDP_TX_METADATA. */
    static final int METADATA = 1 << 1;

    private static final boolean LOW_FIRST = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int LENGTH_SHIFT = LOW_FIRST ? 0 : Integer.SIZE;
    private static final int OPTIONS_SHIFT = LOW_FIRST ? Integer.SIZE : 0;

    private Descriptor() {}

    /** Long 1. */
    static long lengthAndOptions(int length, int options) {
        return Integer.toUnsignedLong(length) << LENGTH_SHIFT | Integer.toUnsignedLong(options) << OPTIONS_SHIFT;
    }

    static int length(long lengthAndOptions) {
        return (int) (lengthAndOptions >>> LENGTH_SHIFT);
    }

    static int options(long lengthAndOptions) {
        return (int) (lengthAndOptions >>> OPTIONS_SHIFT);
    }
}
