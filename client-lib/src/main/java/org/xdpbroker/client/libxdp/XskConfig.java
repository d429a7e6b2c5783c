package org.xdpbroker.client.libxdp;

import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * Writes the two configuration structures of xdp/xsk.h.
 *
 * <pre>
 *   struct xsk_umem_config (20)     0 fill_size  4 comp_size  8 frame_size   12 frame_headroom  16 flags, all u32
 *   struct xsk_socket_config (20)   0 rx_size    4 tx_size    8 libxdp_flags 12 xdp_flags, u32  16 bind_flags, u16
 * </pre>
 */
public final class XskConfig {

    private static final int FILL_SIZE = 0;
    private static final int COMP_SIZE = FILL_SIZE + Integer.BYTES;
    private static final int FRAME_SIZE = COMP_SIZE + Integer.BYTES;
    private static final int FRAME_HEADROOM = FRAME_SIZE + Integer.BYTES;
    private static final int UMEM_FLAGS = FRAME_HEADROOM + Integer.BYTES;
    private static final int UMEM_BYTES = UMEM_FLAGS + Integer.BYTES;

    private static final int RX_SIZE = 0;
    private static final int TX_SIZE = RX_SIZE + Integer.BYTES;
    private static final int LIBXDP_FLAGS = TX_SIZE + Integer.BYTES;
    private static final int XDP_FLAGS = LIBXDP_FLAGS + Integer.BYTES;
    private static final int BIND_FLAGS = XDP_FLAGS + Integer.BYTES;
    private static final int SOCKET_BYTES = BIND_FLAGS + Integer.BYTES;

    /** Of linux/if_xdp.h. */
    private static final int XDP_UMEM_UNALIGNED_CHUNK_FLAG = 1;

    private XskConfig() {}

    /** A {@code struct xsk_umem_config}. */
    public static Pointer umem(int fillSize, int completionSize, int frameSize, int headroom, boolean unaligned) {
        Pointer config = Libc.allocate(UMEM_BYTES);
        config.putInt(FILL_SIZE, fillSize);
        config.putInt(COMP_SIZE, completionSize);
        config.putInt(FRAME_SIZE, frameSize);
        config.putInt(FRAME_HEADROOM, headroom);
        config.putInt(UMEM_FLAGS, unaligned ? XDP_UMEM_UNALIGNED_CHUNK_FLAG : 0);
        return config;
    }

    /** A {@code struct xsk_socket_config} that loads no program. */
    public static Pointer socket(int rxSize, int txSize, int bindFlags) {
        Pointer config = Libc.allocate(SOCKET_BYTES);
        config.putInt(RX_SIZE, rxSize);
        config.putInt(TX_SIZE, txSize);
        config.putInt(LIBXDP_FLAGS, Libxdp.XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD);
        config.putInt(XDP_FLAGS, 0);
        config.putShort(BIND_FLAGS, (short) bindFlags);
        return config;
    }
}
