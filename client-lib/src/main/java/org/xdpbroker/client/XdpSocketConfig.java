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
 * @param multiBuffer whether a packet may take several frames (XDP_USE_SG, Linux 6.6). To receive such packets in native mode the
 *     lease must have been {@link LeaseRequest#withMultiBuffer requested} so
 * @param txBudget how many frames, of a packet each unless it has several, one wakeup sends at most in copy mode
 *     (XDP_MAX_TX_SKB_BUDGET, Linux 6.17), 32 to {@code txSize}; 0 leaves the kernel's 32. A larger one saves calls. On an older
 *     kernel it has no effect
 * @param receiveModeration whether a wait for packets may sleep, for about 0.1 ms, where more than some 600,000 come a second, and
 *     then take what has come at once. More of them get through, as whoever delivers them need not wake this thread for each burst;
 *     but they are that much later. At lower rates, for sockets that poll busily, and in waits of a {@link Lease} or an
 *     {@link XdpPool}, it has no effect
 */
public record XdpSocketConfig(
        int rxSize,
        int txSize,
        int fillSize,
        int completionSize,
        CopyMode copyMode,
        boolean needWakeup,
        boolean multiBuffer,
        int txBudget,
        boolean receiveModeration) {

    /**
     * 2048 entries a ring, as libxdp has it; any copy mode; need-wakeup; a packet in one frame; up to 256 packets a wakeup; receive
     * moderation.
     */
    public static final XdpSocketConfig DEFAULT =
            new XdpSocketConfig(2048, 2048, 2048, 2048, CopyMode.AUTO, true, false, 256, true);

    /** XDP_USE_NEED_WAKEUP of linux/if_xdp.h. */
    private static final int USE_NEED_WAKEUP = 1 << 3;
    /** XDP_USE_SG of linux/if_xdp.h. */
    private static final int USE_SG = 1 << 4;
    /** TX_BATCH_SIZE of the kernel's net/xdp/xsk.c. */
    private static final int MIN_TX_BUDGET = 32;

    /** @throws IllegalArgumentException if a ring cannot have that size, or the budget is out of range */
    public XdpSocketConfig {
        checkRing("rxSize", rxSize);
        checkRing("txSize", txSize);
        checkRing("fillSize", fillSize);
        checkRing("completionSize", completionSize);
        if (txBudget != 0 && (txBudget < MIN_TX_BUDGET || txBudget > txSize)) {
            throw new IllegalArgumentException("txBudget is " + txBudget + "; " + MIN_TX_BUDGET
                    + " to the size of the tx ring, " + txSize + ", is possible, or 0");
        }
    }

    /** The same with all four rings of one size, and a tx budget of no more than that. */
    public XdpSocketConfig withRingSizes(int size) {
        int budget = size < MIN_TX_BUDGET ? 0 : Math.min(txBudget, size);
        return new XdpSocketConfig(
                size, size, size, size, copyMode, needWakeup, multiBuffer, budget, receiveModeration);
    }

    public XdpSocketConfig withCopyMode(CopyMode mode) {
        return new XdpSocketConfig(
                rxSize, txSize, fillSize, completionSize, mode, needWakeup, multiBuffer, txBudget, receiveModeration);
    }

    public XdpSocketConfig withNeedWakeup(boolean wakeup) {
        return new XdpSocketConfig(
                rxSize, txSize, fillSize, completionSize, copyMode, wakeup, multiBuffer, txBudget, receiveModeration);
    }

    public XdpSocketConfig withMultiBuffer(boolean allowed) {
        return new XdpSocketConfig(
                rxSize, txSize, fillSize, completionSize, copyMode, needWakeup, allowed, txBudget, receiveModeration);
    }

    public XdpSocketConfig withTxBudget(int packets) {
        return new XdpSocketConfig(
                rxSize,
                txSize,
                fillSize,
                completionSize,
                copyMode,
                needWakeup,
                multiBuffer,
                packets,
                receiveModeration);
    }

    public XdpSocketConfig withReceiveModeration(boolean allowed) {
        return new XdpSocketConfig(
                rxSize, txSize, fillSize, completionSize, copyMode, needWakeup, multiBuffer, txBudget, allowed);
    }

    int bindFlags() {
        return copyMode.bindFlag() | (needWakeup ? USE_NEED_WAKEUP : 0) | (multiBuffer ? USE_SG : 0);
    }

    /**
     * A socket that shares the umem of another is bound as that one was.
     *
     * @throws IllegalArgumentException if this says otherwise
     */
    void checkSharesWith(XdpSocketConfig first) {
        if (needWakeup != first.needWakeup
                || multiBuffer != first.multiBuffer
                || (copyMode != CopyMode.AUTO && copyMode != first.copyMode)) {
            throw new IllegalArgumentException("sockets that share a umem have the same copy mode, need-wakeup and"
                    + " multi-buffer; the first of them has " + first.copyMode + ", " + first.needWakeup + ", "
                    + first.multiBuffer);
        }
    }

    private static void checkRing(String name, int size) {
        if (!RingMemory.isRingSize(size)) {
            throw new IllegalArgumentException(
                    name + " is " + size + "; a power of two up to " + RingMemory.MAX_SIZE + " is possible");
        }
    }
}
