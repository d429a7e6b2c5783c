package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xdpbroker.client.PacketHandler;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Receives what {@link Generator} sends, and says what became of it. For one thread; nothing is allocated a packet. */
public final class Sink {

    private final PacketHandler handler = this::handle;
    private final ReceiveQueues queues;
    private final Arrivals arrivals = new Arrivals(MachineClock.tag());
    private final Seconds seconds = new Seconds();
    /** When the first and the newest of generate's packets came. */
    private long first;

    private long newest;

    public Sink(ReceiveQueues queues) {
        this.queues = queues;
    }

    /**
     * Receives until so many of generate's packets have come, the time is up, or the user interrupts.
     *
     * @param nanos for how long
     * @param everySecond is told what came in it
     * @throws org.xdpbroker.client.LeaseEndedException if the lease has ended
     */
    public void run(long count, long nanos, Interruption interruption, Progress<Arrived> everySecond)
            throws IOException {
        seconds.start();
        Arrived before = soFar(arrivals.newLatencies());
        while (arrivals.packets < count && !interruption.asked()) {
            int received = queues.receive(handler, count - arrivals.packets);
            if (received == 0) {
                queues.await();
            }
            long now = System.nanoTime();
            if (now - seconds.begin() >= nanos) {
                return;
            }
            if (seconds.isOver(now)) {
                Arrived all = soFar(arrivals.newLatencies());
                everySecond.tell(all.since(before));
                before = all;
            }
        }
    }

    /** What came so far; the time is that from the first of generate's packets to the newest. */
    public Arrived summary() throws SystemCallException {
        return Arrived.of(arrivals, newest - first, queues.dropped(), arrivals.allLatencies());
    }

    private Arrived soFar(Latency latency) throws SystemCallException {
        return Arrived.of(arrivals, seconds.elapsed(), queues.dropped(), latency);
    }

    private void handle(ByteBuffer memory, int offset, int length) {
        long now = System.nanoTime();
        long before = arrivals.packets;
        arrivals.arrived(memory, offset, length, now);
        if (arrivals.packets != before) {
            newest = now;
            if (before == 0) {
                first = now;
            }
        }
    }
}
