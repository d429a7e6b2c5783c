package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.xdpbroker.client.PacketWriter;

/** Sends packets of our own: see {@link TestPacket}. For one thread; nothing is allocated a packet. */
public final class Generator {

    private final PacketWriter writer = this::write;
    private final SendQueue queue;
    private final TrafficPlan plan;
    private final int[] nextSequence;
    private final Seconds seconds = new Seconds();
    private int flow;
    /** When the packets of a batch are said to be sent; one look at the clock for all of them. */
    private long stamp;

    private long submitted;
    private int notSent;

    public Generator(SendQueue queue, TrafficPlan plan) {
        this.queue = queue;
        this.plan = plan;
        nextSequence = new int[plan.flows()];
    }

    /**
     * Sends until all is sent, the time is up, or the user interrupts.
     *
     * @param everySecond is told what was sent in it
     * @throws org.xdpbroker.client.LeaseEndedException if the lease has ended
     */
    public void run(Interruption interruption, Progress<Sent> everySecond) throws IOException {
        prepareFrames();
        seconds.start();
        Sent before = summary();
        Pace pace = new Pace(plan.rate(), seconds.begin());
        try {
            while (submitted < plan.count() && !interruption.asked()) {
                long now = System.nanoTime();
                if (now - seconds.begin() >= plan.nanos()) {
                    break;
                }
                sendDue(pace, now);
                if (seconds.isTimeToLook(now)) {
                    queue.checkLease();
                }
                if (seconds.isOver(now)) {
                    Sent all = summary();
                    everySecond.tell(all.since(before));
                    before = all;
                }
            }
        } finally {
            notSent = queue.finish();
            seconds.end();
        }
    }

    /** What was sent so far. */
    public Sent summary() {
        long sent = submitted - notSent;
        return new Sent(sent, sent * plan.size(), seconds.elapsed(), notSent, 0);
    }

    private void sendDue(Pace pace, long now) throws IOException {
        int due = pace.due(now, (int) Math.min(SendQueue.BATCH, plan.count() - submitted));
        if (due == 0) {
            Pace.await(pace.next());
            return;
        }
        stamp = now;
        pace.sent(queue.send(writer, due));
    }

    /** The frame has the packet already, but for what differs from one to the next. */
    private int write(ByteBuffer memory, int offset, int room) {
        TestPacket.stamp(memory, offset, flow, nextSequence[flow]++, stamp);
        flow = flow + 1 == nextSequence.length ? 0 : flow + 1;
        submitted++; // here, as a wakeup that fails tells no number
        return plan.size();
    }

    private void prepareFrames() {
        int clock = MachineClock.tag();
        int run = ThreadLocalRandom.current().nextInt(1 << Short.SIZE);
        for (int i = 0; i < queue.frames(); i++) {
            TestPacket.write(queue.memory(), i * SendQueue.frameBytes(), plan, clock, run);
        }
    }
}
