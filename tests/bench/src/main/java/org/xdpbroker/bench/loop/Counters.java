package org.xdpbroker.bench.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What a loop counts: one thread writes, another reads. Nothing here allocates. */
final class Counters {

    private static final VarHandle PACKETS = field("packets");
    private static final VarHandle BYTES = field("bytes");

    @SuppressWarnings("UnusedVariable") // through its handle
    private long packets;

    @SuppressWarnings("UnusedVariable")
    private long bytes;

    /** A batch of packets. */
    void add(int count, long length) {
        PACKETS.setOpaque(this, packets + count);
        BYTES.setOpaque(this, bytes + length);
    }

    String json() {
        return ",\"packets\":" + PACKETS.getOpaque(this) + ",\"bytes\":" + BYTES.getOpaque(this);
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Counters.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
