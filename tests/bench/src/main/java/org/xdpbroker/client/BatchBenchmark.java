package org.xdpbroker.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;
import org.xdpbroker.bench.jmh.PacketBenchmark;
import org.xdpbroker.bench.jmh.PlainRing;
import org.xdpbroker.client.ring.RingMemory;

/** The library's batches, {@link Batches}. In this package, as they are for it alone. */
public class BatchBenchmark extends PacketBenchmark {

    private final Side near = new Side();
    private final Side far = new Side();
    private long bytes;

    @TearDown
    public void close() {
        near.umem.close();
        far.umem.close();
    }

    /** Handles packets; their frames go back to the fill ring. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long receive() {
        near.rx.produced(BATCH);
        near.fill.consumed(near.batches.receive((memory, offset, length) -> bytes += length, BATCH));
        return bytes;
    }

    /** Puts packets into free frames and on the tx ring, and takes the frames of those sent before off the completion ring. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int send() {
        int count = near.batches.send((memory, offset, room) -> LENGTH, BATCH);
        near.sent(count);
        return count;
    }

    /** Copies packets into frames of another umem and sends them there. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int forward() {
        near.rx.produced(BATCH);
        int count = near.batches.forward((memory, offset, length) -> length, far.batches, BATCH);
        near.fill.consumed(count);
        far.sent(count);
        return count;
    }

    /** A look at an rx ring that is empty. */
    @Benchmark
    public int receiveNothing() {
        return near.batches.receive((memory, offset, length) -> bytes += length, BATCH);
    }

    /** The rings of a socket, whose entries are there already, and the batches on them. */
    private static final class Side {

        private final PlainRing fill = new PlainRing(RING, RingMemory.FRAME_ADDR_BYTES);
        private final PlainRing completion = new PlainRing(RING, RingMemory.FRAME_ADDR_BYTES);
        private final PlainRing rx = new PlainRing(RING, RingMemory.DESCRIPTOR_BYTES);
        private final PlainRing tx = new PlainRing(RING, RingMemory.DESCRIPTOR_BYTES);
        private final Umem umem;
        private final Batches batches;

        Side() {
            try {
                umem = Umem.create(new UmemConfig(FRAME, RING, 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            rx.putPackets(FRAME, LENGTH);
            completion.putFrames(FRAME);
            Rings rings = Rings.on(fill.memory(), completion.memory(), rx.memory(), tx.memory(), umem.table());
            batches = new Batches(umem, rings, umem.frames());
        }

        void sent(int count) {
            tx.consumed(count);
            completion.produced(count);
        }
    }
}
