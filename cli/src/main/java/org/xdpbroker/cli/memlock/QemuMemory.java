package org.xdpbroker.cli.memlock;

import org.xdpbroker.protocol.message.ByteSize;

/** The packet memory that QEMU's -netdev af-xdp registers. */
public final class QemuMemory {

    /** For each queue: 8192 frames of 4 KiB. */
    public static final ByteSize OF_A_QUEUE = ByteSize.parse("32M");

    private QemuMemory() {}

    /** @param queues how many, 1 or more */
    public static ByteSize of(int queues) {
        return new ByteSize(queues * OF_A_QUEUE.bytes());
    }
}
