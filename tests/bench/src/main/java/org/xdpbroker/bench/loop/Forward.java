package org.xdpbroker.bench.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xdpbroker.client.PacketEditor;
import org.xdpbroker.client.XdpSocket;

/** Sends on one interface what it receives on another. */
final class Forward implements PacketLoop, PacketEditor {

    private final XdpSocket in;
    private final XdpSocket out;
    private final Counters counters;
    private final int batch;
    private long bytes;

    Forward(XdpSocket in, XdpSocket out, LoopOptions options, Counters counters) {
        this.in = in;
        this.out = out;
        this.counters = counters;
        batch = options.batch();
    }

    @Override
    public void turn(int waitMillis) throws IOException {
        bytes = 0;
        int count = in.forward(this, out, batch, waitMillis);
        counters.add(count, bytes);
    }

    @Override
    public int edit(ByteBuffer memory, int offset, int length) {
        bytes += length;
        return length;
    }
}
