package org.xdpbroker.client;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Which bytes of a batch of packets are to be copied from one umem to another. Grows to the largest batch and then stays. */
final class CopyList {

    private static final int FIRST_BATCH = 64;

    private int[] sources = new int[FIRST_BATCH];
    private int[] targets = new int[FIRST_BATCH];
    private int[] lengths = new int[FIRST_BATCH];

    void ensureRoom(int count) {
        if (count > sources.length) {
            sources = Arrays.copyOf(sources, count);
            targets = Arrays.copyOf(targets, count);
            lengths = Arrays.copyOf(lengths, count);
        }
    }

    /** Tells of a packet: its umem offset, that of its copy, and its bytes. */
    void set(int index, int source, int target, int length) {
        sources[index] = source;
        targets[index] = target;
        lengths[index] = length;
    }

    /** Copies the first packets of the list. */
    void run(ByteBuffer from, ByteBuffer to, int count) {
        for (int i = 0; i < count; i++) {
            to.put(targets[i], from, sources[i], lengths[i]);
        }
    }
}
