package org.xdpbroker.bench.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xdpbroker.client.PacketEditor;
import org.xdpbroker.client.XdpSocket;

/** Sends each packet back to its sender, in the frame it came in. */
final class Echo implements PacketLoop, PacketEditor {

    private final XdpSocket socket;
    private final Counters counters;
    private final int batch;
    private long bytes;

    Echo(XdpSocket socket, LoopOptions options, Counters counters) {
        this.socket = socket;
        this.counters = counters;
        batch = options.batch();
    }

    @Override
    public void turn(int waitMillis) throws IOException {
        bytes = 0;
        int count = socket.forward(this, socket, batch, waitMillis);
        counters.add(count, bytes);
    }

    @Override
    public int edit(ByteBuffer memory, int offset, int length) {
        ExperimentalPacket.turnRound(memory, offset);
        bytes += length;
        return length;
    }
}
