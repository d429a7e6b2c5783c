package org.xdpbroker.bench.loop;

import java.nio.ByteBuffer;

/** A broadcast packet of the local experimental ether type, of which no network stack has an opinion. */
final class ExperimentalPacket {

    private static final int ADDRESS_BYTES = 6;
    private static final byte[] HEADER = {-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 0, (byte) 0x88, (byte) 0xb5};

    private ExperimentalPacket() {}

    static void write(ByteBuffer memory, int at, int length) {
        memory.put(at, HEADER);
        for (int i = HEADER.length; i < length; i++) {
            memory.put(at + i, (byte) 0);
        }
    }

    /** Makes the sender the receiver. */
    static void turnRound(ByteBuffer memory, int at) {
        for (int i = at; i < at + ADDRESS_BYTES; i++) {
            byte receiver = memory.get(i);
            memory.put(i, memory.get(i + ADDRESS_BYTES));
            memory.put(i + ADDRESS_BYTES, receiver);
        }
    }
}
