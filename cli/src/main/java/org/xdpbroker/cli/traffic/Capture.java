package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xdpbroker.client.PacketHandler;

/** Takes what arrives on queues, with the time at which it was taken. For one thread; allocates nothing a packet by itself. */
public final class Capture {

    private final PacketHandler handler = this::handle;
    private final ReceiveQueues queues;
    private final PacketSink sink;
    private final int snapLength;
    private final RealClock clock = new RealClock();
    private final Seconds seconds = new Seconds();
    private long packets;
    private long bytes;

    /** @param snapLength how many bytes of a packet are kept at most */
    public Capture(ReceiveQueues queues, PacketSink sink, int snapLength) {
        this.queues = queues;
        this.sink = sink;
        this.snapLength = snapLength;
    }

    /**
     * Captures until so many packets have come or the user interrupts. However it ends, the sink has all that came, and its end.
     *
     * @param soFar is told every second what has come since the start
     * @throws org.xdpbroker.client.LeaseEndedException if the lease has ended
     */
    public void run(long count, Interruption interruption, Progress<Captured> soFar) throws IOException {
        seconds.start();
        long begin = clock.nanos();
        try {
            while (packets < count && !interruption.asked()) {
                int received = queues.receive(handler, count - packets);
                sink.batch(received > 0);
                if (received == 0) {
                    queues.await();
                }
                if (seconds.isOver(System.nanoTime())) {
                    clock.set();
                    soFar.tell(summary());
                }
            }
        } finally {
            seconds.end();
            sink.end(summary(), begin, clock.nanos());
            sink.batch(false);
        }
    }

    /** What has come so far. */
    public Captured summary() throws IOException {
        return new Captured(packets, bytes, seconds.elapsed(), queues.dropped());
    }

    private void handle(ByteBuffer memory, int offset, int length) {
        packets++;
        bytes += length;
        sink.packet(clock.nanos(), queues.queue(), memory, offset, Math.min(length, snapLength), length);
    }
}
