package org.xdpbroker.client.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerRingTest {

    private static final int SIZE = 8;

    private final PlainRing plain = PlainRing.ofFrameAddrs(SIZE, 0);
    private final CompletionRing ring = new CompletionRing(plain.memory(), FrameTable.NONE);

    @Test
    void anEmptyRingShowsNothing() {
        assertThat(ring.peek(SIZE)).isZero();
        assertThat(ring.available()).isZero();
    }

    @Test
    void aFullRingShowsItsSize() {
        plain.moveProducer(SIZE);
        assertThat(ring.available()).isEqualTo(SIZE);
        assertThat(ring.peek(100)).isEqualTo(SIZE);
        assertThat(ring.peek(100)).isZero();
    }

    @Test
    void nothingIsGivenBackBeforeTheRelease() {
        plain.moveProducer(2);
        ring.peek(2);
        assertThat(plain.consumer()).isZero();
        ring.release(2);
        assertThat(plain.consumer()).isEqualTo(2);
    }

    @Test
    void noMoreIsPeekedThanAskedFor() {
        plain.moveProducer(5);
        assertThat(ring.peek(3)).isEqualTo(3);
        assertThat(ring.peek(0)).isZero();
        assertThat(ring.peek(3)).isEqualTo(2);
        assertThatThrownBy(() -> ring.peek(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatThePeekSawIsReadByPosition() {
        for (int slot = 0; slot < 5; slot++) {
            plain.putFrameAddrInSlot(slot, 100 + slot);
        }
        plain.moveProducer(5);
        ring.peek(2);
        assertThat(ring.frameAddr(1)).isEqualTo(101);
        ring.peek(3);
        assertThat(ring.frameAddr(0)).isEqualTo(102);
        assertThat(ring.frameAddr(2)).isEqualTo(104);
    }

    @Test
    void whatIsCancelledIsPeekedAgain() {
        plain.putFrameAddrInSlot(1, 77);
        plain.moveProducer(3);
        ring.peek(3);
        ring.cancel(2);
        assertThat(ring.peek(3)).isEqualTo(2);
        assertThat(ring.frameAddr(0)).isEqualTo(77);
        ring.release(3);
        assertThat(plain.consumer()).isEqualTo(3);
    }

    @Test
    void moreThanIsPeekedIsNeitherReleasedNorCancelled() {
        plain.moveProducer(4);
        ring.peek(2);
        assertThatThrownBy(() -> ring.release(3)).hasMessage("cannot release 3 entries where 2 are peeked");
        assertThatThrownBy(() -> ring.cancel(3)).hasMessage("cannot cancel 3 entries where 2 are peeked");
        assertThatThrownBy(() -> ring.release(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPositionOutsideThePeekIsAnErrorWhereAssertionsAreOn() {
        plain.moveProducer(4);
        ring.peek(2);
        assertThatThrownBy(() -> ring.frameAddr(2)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ring.frameAddr(-1)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIZE - 3, -3, Integer.MAX_VALUE - 3, Integer.MIN_VALUE})
    void itWrapsAtItsSizeAndAtTwoToThe32(int start) {
        PlainRing used = PlainRing.ofFrameAddrs(SIZE, start);
        CompletionRing wrapping = new CompletionRing(used.memory(), FrameTable.NONE);
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 5; i++) {
                used.putFrameAddrInSlot((start + round * 5 + i) & (SIZE - 1), round * 5 + i);
            }
            used.moveProducer(5);
            assertThat(wrapping.peek(SIZE)).isEqualTo(5);
            for (int i = 0; i < 5; i++) {
                assertThat(wrapping.frameAddr(i)).isEqualTo(round * 5 + i);
            }
            wrapping.release(5);
        }
        assertThat(used.consumer()).isEqualTo(start + 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 200, 1024})
    void batchesOfAnySizeAreReadWhole(int batch) {
        int size = 1024;
        PlainRing large = PlainRing.ofFrameAddrs(size, 0);
        CompletionRing reading = new CompletionRing(large.memory(), FrameTable.NONE);
        for (int next = 0; next < 2 * size; next += batch) {
            for (int i = 0; i < batch; i++) {
                large.putFrameAddrInSlot((next + i) & (size - 1), next + i);
            }
            large.moveProducer(batch);
            assertThat(reading.peek(size)).isEqualTo(batch);
            for (int i = 0; i < batch; i++) {
                assertThat(reading.frameAddr(i)).isEqualTo(next + i);
            }
            reading.release(batch);
        }
    }

    @Test
    void whatWasThereBeforeTheRingWasOpenedIsSeen() {
        plain.moveProducer(3);
        assertThat(new CompletionRing(plain.memory(), FrameTable.NONE).peek(SIZE))
                .isEqualTo(3);
    }

    @Test
    void afterDetachingEveryUseFailsWithoutTouchingTheMemory() {
        plain.moveProducer(4);
        ring.peek(2);
        ring.detach();
        assertThatThrownBy(() -> ring.release(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.frameAddr(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.peek(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(ring::available).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(plain.consumer()).isZero();
    }
}
