package org.xdpbroker.client.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer and a consumer of the same memory. */
class RingPairTest {

    private static final int ENTRIES = 1_000_000;

    @Test
    void aPacketArrivesAsItWasPut() {
        PlainRing plain = PlainRing.ofDescriptors(4, 0);
        TxRing tx = new TxRing(plain.memory(), FrameTable.NONE);
        RxRing rx = new RxRing(plain.memory(), FrameTable.NONE);
        tx.reserve(1);
        tx.packet(0, 6144, 60, 1);
        tx.submit(1);
        assertThat(rx.peek(4)).isEqualTo(1);
        assertThat(rx.frameAddr(0)).isEqualTo(6144);
        assertThat(rx.length(0)).isEqualTo(60);
        assertThat(rx.options(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void aMillionEntriesPassBetweenTwoThreadsInOrder(int batch) throws Exception {
        PlainRing plain = PlainRing.ofDescriptors(512, -ENTRIES / 2);
        TxRing tx = new TxRing(plain.memory(), FrameTable.NONE);
        RxRing rx = new RxRing(plain.memory(), FrameTable.NONE);

        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(tx, batch));
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        for (int next = 0; next < ENTRIES; ) {
            int count = rx.peek(batch);
            for (int i = 0; i < count; i++) {
                if (rx.frameAddr(i) != (long) next << 11 || rx.length(i) != next) {
                    throw new AssertionError("entry " + next + " came as " + rx.frameAddr(i) + ", " + rx.length(i));
                }
                next++;
            }
            rx.release(count);
            if (count == 0) {
                LockSupport.parkNanos(1);
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
        producer.get(1, TimeUnit.MINUTES);
        assertThat(rx.peek(1)).isZero();
        assertThat(plain.producer()).isEqualTo(ENTRIES / 2);
        assertThat(plain.consumer()).isEqualTo(ENTRIES / 2);
    }

    private static void produce(TxRing tx, int batch) {
        for (int next = 0; next < ENTRIES; ) {
            int count = tx.reserve(Math.min(batch, ENTRIES - next));
            for (int i = 0; i < count; i++) {
                tx.packet(i, (long) next << 11, next);
                next++;
            }
            tx.submit(count);
            if (count == 0) {
                LockSupport.parkNanos(1);
            }
        }
    }
}
