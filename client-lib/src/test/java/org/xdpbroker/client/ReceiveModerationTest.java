package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.FrameTable;
import org.xdpbroker.client.ring.PlainRing;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;

/** Rings on plain memory, and a clock that the test turns. */
class ReceiveModerationTest {

    private static final int SIZE = 1024;
    private static final int MICROS = 1000;

    /** What comes during a sleep is expected to be as much as came in this time before. */
    private static final long SLEEP = ReceiveModeration.SLEEP_NANOS;

    private final PlainRing rxMemory = PlainRing.ofDescriptors(SIZE, -7); // the words wrap round
    private final RxRing rx = new RxRing(rxMemory.memory(), FrameTable.NONE);
    private final FillRing fill = new FillRing(PlainRing.ofFrameAddrs(SIZE, 0).memory(), FrameTable.NONE);
    private final TxRing tx = new TxRing(PlainRing.ofDescriptors(SIZE, 0).memory(), FrameTable.NONE);
    private long now;
    private int clockReads;
    private ReceiveModeration moderation;

    @BeforeEach
    void fillAll() {
        fill.reserve(SIZE);
        fill.submit(SIZE);
        moderation = new ReceiveModeration(rx, fill, tx, () -> {
            clockReads++;
            return now;
        });
    }

    @Test
    void aWaitIsOverWhenAPacketIsThere() {
        assertThat(moderation.isWaitOver()).isFalse();
        rxMemory.moveProducer(1);
        assertThat(moderation.isWaitOver()).isTrue();
    }

    @Test
    void aWaitIsNotOverAsLongAsTheKernelHasToBeAskedToSend() {
        rxMemory.moveProducer(1);
        tx.reserve(1);
        tx.submit(1);
        assertThat(moderation.isWaitOver()).isFalse();
    }

    @Test
    void whereManyComeInAShortTimeASleepIsWorthIt() {
        come(ReceiveModeration.LEAST, SLEEP);
        assertThat(moderation.isSleepWorthIt()).isTrue();
    }

    @Test
    void whereFewComeItIsNot() {
        come(ReceiveModeration.LEAST, SLEEP + 2 * MICROS);
        assertThat(moderation.isSleepWorthIt()).isFalse();
    }

    @Test
    void aBurstAfterSilenceIsNoRate() {
        come(SIZE / 2, 1_000_000 * MICROS);
        assertThat(moderation.isSleepWorthIt()).isFalse();
    }

    @Test
    void eachDecisionIsOfWhatCameSinceTheOneBefore() {
        come(ReceiveModeration.LEAST, 100 * SLEEP);
        assertThat(moderation.isSleepWorthIt()).isFalse();
        come(2 * ReceiveModeration.LEAST, SLEEP);
        assertThat(moderation.isSleepWorthIt()).isTrue();
    }

    @Test
    void fewPacketsAreAddedUpWithoutALookAtTheClock() {
        int atFirst = clockReads;
        for (int i = 1; i < ReceiveModeration.LEAST; i++) {
            come(1, SLEEP / ReceiveModeration.LEAST);
            assertThat(moderation.isSleepWorthIt()).isFalse();
        }
        assertThat(clockReads).isEqualTo(atFirst);
        come(1, SLEEP / ReceiveModeration.LEAST);
        assertThat(moderation.isSleepWorthIt()).isTrue();
        assertThat(clockReads).isEqualTo(atFirst + 1);
    }

    @Test
    void moreThanThereIsRoomForAreNotSleptOver() {
        come(SIZE, SLEEP);
        assertThat(moderation.isSleepWorthIt()).isFalse();
        come(SIZE * 3 / 4, SLEEP);
        assertThat(moderation.isSleepWorthIt()).isTrue();
    }

    @Test
    void framesThatAreNotOnTheFillRingAreNoRoom() {
        FillRing almostEmpty = new FillRing(PlainRing.ofFrameAddrs(SIZE, 0).memory(), FrameTable.NONE);
        almostEmpty.reserve(ReceiveModeration.LEAST);
        almostEmpty.submit(ReceiveModeration.LEAST);
        ReceiveModeration cautious = new ReceiveModeration(rx, almostEmpty, tx, () -> now);
        come(ReceiveModeration.LEAST, SLEEP);
        assertThat(cautious.isSleepWorthIt()).isFalse();
    }

    @Test
    void aClockThatStandsStillIsNoHarm() {
        come(ReceiveModeration.LEAST, 0);
        assertThat(moderation.isSleepWorthIt()).isFalse();
    }

    private void come(int count, long nanos) {
        rxMemory.moveProducer(count);
        rx.release(rx.peek(count));
        now += nanos;
    }
}
