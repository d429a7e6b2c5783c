package org.xdpbroker.bench.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xdpbroker.client.PacketHandler;
import org.xdpbroker.client.XdpSocket;

/** Receives and drops. */
final class RxDrop implements PacketLoop, PacketHandler {

    private final XdpSocket socket;
    private final Counters counters;
    private final int batch;
    private long bytes;

    RxDrop(XdpSocket socket, LoopOptions options, Counters counters) {
        this.socket = socket;
        this.counters = counters;
        batch = options.batch();
    }

    @Override
    public void turn(int waitMillis) throws IOException {
        bytes = 0;
        int count = socket.receive(this, batch, waitMillis);
        counters.add(count, bytes);
    }

    @Override
    public void handle(ByteBuffer memory, int offset, int length) {
        bytes += length;
    }
}
