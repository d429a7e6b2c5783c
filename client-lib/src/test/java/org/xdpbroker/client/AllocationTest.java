package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.client.ring.PlainRing;

/** What batches leave on the heap, on rings whose other side is the test, which leaves nothing there. Checked mode is on. */
class AllocationTest {

    private static final int BATCH = 64;
    private static final int ROUNDS = 16_000; // a million packets
    private static final int LENGTH = 60;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final PacketHandler HANDLER = (memory, offset, length) -> {};
    private static final PacketEditor EDITOR = (memory, offset, length) -> length;
    private static final PacketWriter WRITER = (memory, offset, room) -> LENGTH;

    private Socket socket;

    @SuppressWarnings("NullAway.Init") // set before each test
    AllocationTest() {}

    @BeforeEach
    void open() throws IOException {
        socket = new Socket();
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @Test
    void receivingAllocatesNothing() {
        assertAllocatesNothing(() -> {
            socket.receiveAsKernel();
            return socket.batches.receive(HANDLER, BATCH);
        });
    }

    @Test
    void receivingWherePacketsMayHaveSeveralFramesAllocatesNothing() {
        Gathering gathering = new Gathering();
        assertAllocatesNothing(() -> {
            socket.receiveAsKernel();
            return socket.batches.receive(HANDLER, BATCH, gathering);
        });
    }

    @Test
    void sendingAllocatesNothing() {
        assertAllocatesNothing(() -> {
            int count = socket.batches.send(WRITER, BATCH);
            socket.sendAsKernel();
            return count;
        });
    }

    @Test
    void forwardingWithinAUmemAllocatesNothing() {
        assertAllocatesNothing(() -> {
            socket.receiveAsKernel();
            int count = socket.batches.forward(EDITOR, socket.batches, BATCH);
            socket.sendAsKernel();
            socket.batches.goOnWith(socket.batches);
            return count;
        });
    }

    @Test
    void forwardingToAnotherUmemAllocatesNothing() throws IOException {
        try (Socket to = new Socket()) {
            assertAllocatesNothing(() -> {
                socket.receiveAsKernel();
                int count = socket.batches.forward(EDITOR, to.batches, BATCH);
                to.sendAsKernel();
                return count;
            });
        }
    }

    /**
     * HotSpot makes a method's string constants when it compiles it, some hundred bytes once. The smallest object has 16: one in
     * each tenth batch would be more than is let pass.
     */
    private static void assertAllocatesNothing(IntSupplier batch) {
        repeat(batch, ROUNDS / 10); // classes are loaded, and arrays made
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long packets = repeat(batch, ROUNDS);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(packets).isEqualTo((long) ROUNDS * BATCH);
        assertThat(allocated).as("bytes").isLessThan(ROUNDS);
    }

    private static long repeat(IntSupplier batch, int times) {
        long packets = 0;
        for (int i = 0; i < times; i++) {
            packets += batch.getAsInt();
        }
        return packets;
    }

    /** Rings with a umem of their own, half of whose frames are on the fill ring. */
    private static final class Socket implements AutoCloseable {

        private final PlainRing fill = PlainRing.ofFrameAddrs(BATCH, 0);
        private final PlainRing completion = PlainRing.ofFrameAddrs(BATCH, 0);
        private final PlainRing rx = PlainRing.ofDescriptors(BATCH, 0);
        private final PlainRing tx = PlainRing.ofDescriptors(BATCH, 0);
        private final Umem umem = Umem.create(new UmemConfig(2048, 2 * BATCH, 0));
        final Batches batches = BatchesTest.on(umem, fill, completion, rx, tx);

        Socket() throws IOException {
            batches.fill(umem.frames(), BATCH);
        }

        /** A packet comes for each frame of the fill ring. */
        void receiveAsKernel() {
            while (fill.consumer() != fill.producer()) {
                rx.putDescriptorInSlot(rx.producer() % BATCH, fill.frameAddrInSlot(fill.consumer() % BATCH), LENGTH, 0);
                fill.moveConsumer(1);
                rx.moveProducer(1);
            }
        }

        /** All packets of the tx ring leave. */
        void sendAsKernel() {
            while (tx.consumer() != tx.producer()) {
                completion.putFrameAddrInSlot(
                        completion.producer() % BATCH, tx.descriptorsFrameAddrInSlot(tx.consumer() % BATCH));
                tx.moveConsumer(1);
                completion.moveProducer(1);
            }
        }

        @Override
        public void close() {
            umem.close();
        }
    }
}
