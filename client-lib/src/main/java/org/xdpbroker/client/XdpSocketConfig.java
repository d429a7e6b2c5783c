package org.xdpbroker.client;

import org.xdpbroker.client.ring.RingMemory;

/**
 * How a socket is bound.
 *
 * @param rxSize entries of the rx ring, a power of two
 * @param txSize entries of the tx ring, a power of two
 * @param fillSize entries of the fill ring, a power of two
 * @param completionSize entries of the completion ring, a power of two
 * @param copyMode whether packets may or must be copied
 * @param needWakeup whether the kernel tells when it has to be woken (XDP_USE_NEED_WAKEUP), which saves system calls
 */
public record XdpSocketConfig(
        int rxSize, int txSize, int fillSize, int completionSize, CopyMode copyMode, boolean needWakeup) {

    /** 2048 entries a ring, as libxdp has it; any copy mode; need-wakeup. */
    public static final XdpSocketConfig DEFAULT = new XdpSocketConfig(2048, 2048, 2048, 2048, CopyMode.AUTO, true);

    /** XDP_USE_NEED_WAKEUP of linux/if_xdp.h. */
    private static final int USE_NEED_WAKEUP = 1 << 3;

    /** @throws IllegalArgumentException if a ring cannot have that size */
    public XdpSocketConfig {
        checkRing("rxSize", rxSize);
        checkRing("txSize", txSize);
        checkRing("fillSize", fillSize);
        checkRing("completionSize", completionSize);
    }

    /** The same with all four rings of one size. */
    public XdpSocketConfig withRingSizes(int size) {
        return new XdpSocketConfig(size, size, size, size, copyMode, needWakeup);
    }

    public XdpSocketConfig withCopyMode(CopyMode mode) {
        return new XdpSocketConfig(rxSize, txSize, fillSize, completionSize, mode, needWakeup);
    }

    public XdpSocketConfig withNeedWakeup(boolean wakeup) {
        return new XdpSocketConfig(rxSize, txSize, fillSize, completionSize, copyMode, wakeup);
    }

    int bindFlags() {
        return copyMode.bindFlag() | (needWakeup ? USE_NEED_WAKEUP : 0);
    }

    private static void checkRing(String name, int size) {
        if (!RingMemory.isRingSize(size)) {
            throw new IllegalArgumentException(
                    name + " is " + size + "; a power of two up to " + RingMemory.MAX_SIZE + " is possible");
        }
    }
}
