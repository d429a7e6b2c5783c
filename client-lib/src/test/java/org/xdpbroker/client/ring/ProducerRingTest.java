package org.xdpbroker.client.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerRingTest {

    private static final int SIZE = 8;

    private final PlainRing plain = PlainRing.ofFrameAddrs(SIZE, 0);
    private final FillRing ring = new FillRing(plain.memory(), FrameTable.NONE);

    @Test
    void anEmptyRingHasRoomForItsSizeAndNoMore() {
        assertThat(ring.free()).isEqualTo(SIZE);
        assertThat(ring.reserve(SIZE + 1)).isZero();
        assertThat(ring.reserve(SIZE)).isEqualTo(SIZE);
        assertThat(ring.reserve(1)).isZero();
        assertThat(ring.free()).isZero();
    }

    @Test
    void roomForSomeIsNoMoreThanTheyAreNorThanThereIs() {
        assertThat(ring.free(3)).isEqualTo(3);
        ring.reserve(SIZE - 2);
        assertThat(ring.free(3)).isEqualTo(2);
    }

    @Test
    void roomForSomeLooksAtTheKernelOnceNotAllAreKnownToBeFree() {
        ring.reserve(SIZE);
        ring.submit(SIZE);
        plain.moveConsumer(2);
        assertThat(ring.free(1)).isEqualTo(1);
        assertThat(ring.reserve(2)).isEqualTo(2);
    }

    @Test
    void reservingMoreThanIsFreeReservesNothing() {
        ring.reserve(5);
        assertThat(ring.reserve(4)).isZero();
        assertThat(ring.reserve(3)).isEqualTo(3);
    }

    @Test
    void reservingNothingIsPossibleAndLessIsNot() {
        assertThat(ring.reserve(0)).isZero();
        assertThatThrownBy(() -> ring.reserve(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingIsSeenBeforeTheSubmit() {
        ring.reserve(2);
        ring.frameAddr(0, 4096);
        assertThat(plain.producer()).isZero();
        ring.submit(2);
        assertThat(plain.producer()).isEqualTo(2);
        assertThat(plain.frameAddrInSlot(0)).isEqualTo(4096);
    }

    @Test
    void whatTheOtherSideConsumedIsFreeAgain() {
        ring.reserve(SIZE);
        ring.submit(SIZE);
        plain.moveConsumer(3);
        assertThat(ring.reserve(4)).isZero();
        assertThat(ring.reserve(3)).isEqualTo(3);
    }

    @Test
    void aReservationIsSubmittedInParts() {
        ring.reserve(4);
        ring.submit(1);
        assertThat(plain.producer()).isEqualTo(1);
        ring.submit(3);
        assertThat(plain.producer()).isEqualTo(4);
    }

    @Test
    void aSecondReservationFollowsTheFirstAndPositionsStartAnew() {
        ring.reserve(2);
        ring.frameAddr(0, 10);
        ring.frameAddr(1, 11);
        ring.reserve(2);
        ring.frameAddr(0, 12);
        ring.frameAddr(1, 13);
        ring.submit(4);
        for (int slot = 0; slot < 4; slot++) {
            assertThat(plain.frameAddrInSlot(slot)).isEqualTo(10 + slot);
        }
    }

    @Test
    void whatIsWrittenBetweenTwoSubmitsOfAReservationArrivesInItsPlace() {
        ring.reserve(3);
        ring.frameAddr(0, 10);
        ring.frameAddr(2, 12);
        ring.submit(1);
        ring.frameAddr(1, 11);
        ring.submit(2);
        for (int slot = 0; slot < 3; slot++) {
            assertThat(plain.frameAddrInSlot(slot)).isEqualTo(10 + slot);
        }
    }

    @Test
    void whatWasSubmittedIsOutOfReach() {
        ring.reserve(2);
        ring.submit(1);
        assertThatThrownBy(() -> ring.frameAddr(0, 7)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 200, 1024})
    void batchesOfAnySizeArriveWhole(int batch) {
        int size = 1024;
        PlainRing large = PlainRing.ofFrameAddrs(size, 0);
        FillRing filling = new FillRing(large.memory(), FrameTable.NONE);
        for (int next = 0; next < 2 * size; next += batch) {
            filling.reserve(batch);
            for (int i = 0; i < batch; i++) {
                filling.frameAddr(i, next + i);
            }
            filling.submit(batch);
            for (int i = 0; i < batch; i++) {
                assertThat(large.frameAddrInSlot((next + i) & (size - 1))).isEqualTo(next + i);
            }
            large.moveConsumer(batch);
        }
    }

    @Test
    void aCancelledReservationIsFreeAgain() {
        ring.reserve(SIZE);
        ring.cancel(SIZE - 1);
        ring.submit(1);
        assertThat(plain.producer()).isEqualTo(1);
        assertThat(ring.reserve(SIZE - 1)).isEqualTo(SIZE - 1);
    }

    @Test
    void moreThanIsReservedIsNeitherSubmittedNorCancelled() {
        ring.reserve(2);
        assertThatThrownBy(() -> ring.submit(3)).hasMessage("cannot submit 3 entries where 2 are reserved");
        assertThatThrownBy(() -> ring.cancel(3)).hasMessage("cannot cancel 3 entries where 2 are reserved");
        assertThatThrownBy(() -> ring.submit(-1)).isInstanceOf(IllegalArgumentException.class);
        ring.submit(2);
        assertThatThrownBy(() -> ring.submit(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPositionOutsideTheReservationIsAnErrorWhereAssertionsAreOn() {
        ring.reserve(2);
        assertThatThrownBy(() -> ring.frameAddr(2, 0)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ring.frameAddr(-1, 0)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIZE - 3, -3, Integer.MAX_VALUE - 3, Integer.MIN_VALUE})
    void itWrapsAtItsSizeAndAtTwoToThe32(int start) {
        PlainRing used = PlainRing.ofFrameAddrs(SIZE, start);
        FillRing wrapping = new FillRing(used.memory(), FrameTable.NONE);
        for (int round = 0; round < 100; round++) {
            assertThat(wrapping.reserve(5)).isEqualTo(5);
            for (int i = 0; i < 5; i++) {
                wrapping.frameAddr(i, round * 5 + i);
            }
            wrapping.submit(5);
            for (int i = 0; i < 5; i++) {
                int slot = (start + round * 5 + i) & (SIZE - 1);
                assertThat(used.frameAddrInSlot(slot)).isEqualTo(round * 5 + i);
            }
            assertThat(wrapping.reserve(4)).isZero();
            used.moveConsumer(5);
        }
        assertThat(used.producer()).isEqualTo(start + 500);
    }

    @Test
    void itNeedsAWakeupWhileTheFlagIsSet() {
        assertThat(ring.needsWakeup()).isFalse();
        plain.setFlags(1);
        assertThat(ring.needsWakeup()).isTrue();
        plain.setFlags(2);
        assertThat(ring.needsWakeup()).isFalse();
    }

    @Test
    void aPacketIsWrittenAsTheKernelsDescriptor() {
        PlainRing descriptors = PlainRing.ofDescriptors(SIZE, 0);
        TxRing tx = new TxRing(descriptors.memory(), FrameTable.NONE);
        tx.reserve(2);
        tx.packet(0, 1, 2);
        tx.packet(1, 0x1122334455667788L, 1514, 1);
        tx.submit(2);
        byte[] expected = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(0x1122334455667788L)
                .putInt(1514)
                .putInt(1)
                .array();
        assertThat(descriptors.descriptorInSlot(1)).isEqualTo(expected);
    }

    @Test
    void afterDetachingEveryUseFailsWithoutTouchingTheMemory() {
        ring.reserve(2);
        ring.detach();
        assertThatThrownBy(() -> ring.submit(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.frameAddr(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.reserve(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.reserve(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(ring::free).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(ring::needsWakeup).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(plain.producer()).isZero();
    }
}
