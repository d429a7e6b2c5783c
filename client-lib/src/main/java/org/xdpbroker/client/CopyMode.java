package org.xdpbroker.client;

/** Whether packets are copied between driver and packet memory. */
public enum CopyMode {
    /** Zero-copy if the driver can, else copy. */
    AUTO(0),
    /** Copy, with any driver. */
    COPY(1 << 1),
    /** Zero-copy or fail. */
    ZERO_COPY(1 << 2);

    private final int bindFlag;

    CopyMode(int bindFlag) {
        this.bindFlag = bindFlag;
    }

    /** XDP_COPY or XDP_ZEROCOPY of linux/if_xdp.h. */
    int bindFlag() {
        return bindFlag;
    }
}
