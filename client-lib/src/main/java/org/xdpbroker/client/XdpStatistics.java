package org.xdpbroker.client;

/**
 * Counters of a socket since it was made: {@code struct xdp_statistics} of linux/if_xdp.h.
 *
 * @param rxDropped packets dropped for other reasons than a full rx ring. In copy mode those that found the fill ring empty are
 *     among them
 * @param rxInvalidDescs invalid entries on the receiving side. Linux 6.18 passes over a fill entry that names no frame and does
 *     not count it
 * @param txInvalidDescs tx entries that were no packet in a frame
 * @param rxRingFull packets dropped as the rx ring was full
 * @param rxFillRingEmptyDescs packets dropped as the fill ring was empty
 * @param txRingEmptyDescs how often the kernel looked for a packet to send and found none
 */
public record XdpStatistics(
        long rxDropped,
        long rxInvalidDescs,
        long txInvalidDescs,
        long rxRingFull,
        long rxFillRingEmptyDescs,
        long txRingEmptyDescs) {}
