package org.xdpbroker.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.xdpbroker.client.ring.CompletionRing;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.FrameTable;
import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;

/** The rings alone. */
public class RingBenchmark extends PacketBenchmark {

    private final FrameTable frames = new FrameTable(FRAME, RING);
    private final PlainRing plainFill = new PlainRing(RING, RingMemory.FRAME_ADDR_BYTES);
    private final PlainRing plainRx = new PlainRing(RING, RingMemory.DESCRIPTOR_BYTES);
    private final PlainRing plainTx = new PlainRing(RING, RingMemory.DESCRIPTOR_BYTES);
    private final PlainRing plainCompletion = new PlainRing(RING, RingMemory.FRAME_ADDR_BYTES);
    private final FillRing fill = new FillRing(plainFill.memory(), frames);
    private final RxRing rx = new RxRing(plainRx.memory(), frames);
    private final TxRing tx = new TxRing(plainTx.memory(), frames);
    private final CompletionRing completion = new CompletionRing(plainCompletion.memory(), frames);

    @Setup
    public void packetsHaveArrived() {
        plainRx.putPackets(FRAME, LENGTH);
    }

    /** Takes packets off the rx ring and gives their frames back to the fill ring: what a receive does. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long receive() {
        plainRx.produced(BATCH);
        int count = rx.peek(BATCH);
        fill.reserve(count);
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += rx.length(i);
            fill.frameAddr(i, rx.frameAddr(i));
        }
        fill.submit(count);
        rx.release(count);
        plainFill.consumed(count);
        return bytes;
    }

    /** Puts packets on the tx ring and takes their frames off the completion ring: what a send does. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long send() {
        int count = tx.reserve(BATCH);
        for (int i = 0; i < count; i++) {
            tx.packet(i, frames.startOf(i), LENGTH);
        }
        tx.submit(count);
        plainTx.consumed(count);
        plainCompletion.produced(count);
        int sent = completion.peek(BATCH);
        long addrs = 0;
        for (int i = 0; i < sent; i++) {
            addrs += completion.frameAddr(i);
        }
        completion.release(sent);
        return addrs;
    }

    /** A look at an rx ring that is empty. */
    @Benchmark
    public int peekAtNothing() {
        return rx.peek(BATCH);
    }
}
