package org.xdpbroker.bench.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xdpbroker.client.PacketWriter;
import org.xdpbroker.client.XdpSocket;

/** Sends the same packet for ever, which stands in every frame from the start. */
final class TxOnly implements PacketLoop, PacketWriter {

    private final XdpSocket socket;
    private final Counters counters;
    private final int batch;
    private final int length;

    TxOnly(XdpSocket socket, LoopOptions options, Counters counters) {
        this.socket = socket;
        this.counters = counters;
        batch = options.batch();
        length = options.length();
        for (int i = 0; i < options.umem().frameCount(); i++) {
            ExperimentalPacket.write(socket.umem().buffer(), i * options.umem().frameSize(), length);
        }
    }

    @Override
    public void turn(int waitMillis) throws IOException {
        int count = socket.send(this, batch);
        counters.add(count, (long) count * length);
    }

    @Override
    public int write(ByteBuffer memory, int offset, int room) {
        return length;
    }

    @Override
    public void drain() throws IOException {
        socket.wakeup();
    }
}
