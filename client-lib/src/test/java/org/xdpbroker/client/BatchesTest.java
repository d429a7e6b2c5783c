package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.client.ring.PlainRing;

/** Batches on rings whose other side is the test. Checked mode is on, so every frame is where it should be. */
class BatchesTest {

    private static final int SIZE = 8;
    private static final int FRAMES = 8;

    private final PlainRing fill = PlainRing.ofFrameAddrs(SIZE, 0);
    private final PlainRing completion = PlainRing.ofFrameAddrs(SIZE, 0);
    private final PlainRing rx = PlainRing.ofDescriptors(SIZE, 0);
    private final PlainRing tx = PlainRing.ofDescriptors(SIZE, 0);
    private Umem umem;
    private Batches batches;

    @BeforeEach
    void fillHalf() throws IOException {
        umem = Umem.create(new UmemConfig(2048, FRAMES, 0));
        batches = on(umem, fill, completion, rx, tx);
        batches.fill(umem.frames(), FRAMES / 2);
    }

    @AfterEach
    void close() {
        umem.close();
    }

    @Test
    void eachPacketIsHandledOnceWhereItLiesAndItsFrameIsFilledAgain() {
        arrives(0, 256, 60);
        arrives(1, 2048 + 256, 61);
        List<String> seen = new ArrayList<>();
        int count = batches.receive((memory, offset, length) -> seen.add(offset + " " + length), 64);
        assertThat(count).isEqualTo(2);
        assertThat(seen).containsExactly("256 60", "2304 61");
        assertThat(rx.consumer()).isEqualTo(2);
        assertThat(fill.producer()).isEqualTo(6);
        assertThat(fill.frameAddrInSlot(4)).isZero();
        assertThat(fill.frameAddrInSlot(5)).isEqualTo(2048);
    }

    @Test
    void whatAHandlerThrowsGoesThroughAndNoFrameIsLost() {
        arrives(0, 256, 60);
        arrives(1, 2304, 60);
        arrives(2, 4352, 60);
        assertThatThrownBy(() -> batches.receive(
                        (memory, offset, length) -> {
                            if (offset == 2304) {
                                throw new IllegalArgumentException("no such packet");
                            }
                        },
                        64))
                .hasMessage("no such packet");
        assertThat(rx.consumer()).isEqualTo(2);
        assertThat(fill.producer()).isEqualTo(6);
        assertThat(batches.receive((memory, offset, length) -> {}, 64)).isEqualTo(1);
    }

    @Test
    void aHandlerCannotReceiveAndAWriterCannotSend() {
        arrives(0, 256, 60);
        assertThatThrownBy(() -> batches.receive((m, o, l) -> batches.receive((m2, o2, l2) -> {}, 1), 1))
                .hasMessageContaining("cannot receive");
        assertThatThrownBy(() -> batches.send((m, o, r) -> batches.send((m2, o2, r2) -> 60, 1), 1))
                .hasMessageContaining("cannot send");
        assertThat(batches.send((m, o, r) -> 60, 1)).isEqualTo(1);
    }

    @Test
    void aNegativeNumberOfPacketsIsRefusedAndTheNextCallGoesOn() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            Batches to = onRingsOfItsOwn(other);
            assertThatThrownBy(() -> batches.receive((memory, offset, length) -> {}, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> batches.forward((memory, offset, length) -> 0, batches, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> batches.forward((memory, offset, length) -> 0, to, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> batches.send((memory, offset, room) -> 60, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> batches.receive((memory, offset, length) -> {}, -1, new Gathering()))
                    .isInstanceOf(IllegalArgumentException.class);
            arrives(0, 256, 60);
            assertThat(batches.receive((memory, offset, length) -> {}, 64)).isEqualTo(1);
            assertThat(batches.send((memory, offset, room) -> 60, 1)).isEqualTo(1);
        }
    }

    @Test
    void aHandlerMaySend() {
        arrives(0, 256, 60);
        batches.receive((memory, offset, length) -> batches.send((m, o, room) -> length, 1), 1);
        assertThat(tx.producer()).isEqualTo(1);
    }

    @Test
    void packetsAreWrittenIntoFreeFramesAndTheOneFreedLastIsUsedFirst() {
        assertThat(batches.send((memory, offset, room) -> 60, 2)).isEqualTo(2);
        completion.putFrameAddrInSlot(0, 8192);
        completion.moveProducer(1);
        List<Integer> offsets = new ArrayList<>();
        batches.send(
                (memory, offset, room) -> {
                    offsets.add(offset);
                    assertThat(room).isEqualTo(2048);
                    return 60;
                },
                1);
        assertThat(offsets).containsExactly(8192);
    }

    @Test
    void sendingEndsWithTheFreeFramesWithTheRingOrWithTheWriter() {
        int[] left = {3};
        assertThat(batches.send((memory, offset, room) -> left[0]-- > 0 ? 60 : 0, 64))
                .isEqualTo(3);
        assertThat(batches.send((memory, offset, room) -> 60, 64)).isEqualTo(1);
        assertThat(batches.send((memory, offset, room) -> 60, 64)).isZero();
        assertThat(tx.producer()).isEqualTo(4);
    }

    @Test
    void aPacketThatDoesNotFitIsAnErrorAndNoFrameIsLost() {
        assertThatThrownBy(() -> batches.send((memory, offset, room) -> room + 1, 4))
                .hasMessageContaining("does not fit the 2048 bytes");
        assertThat(umem.frames().size()).isEqualTo(4);
        assertThat(tx.producer()).isZero();
    }

    @Test
    void aForwardedPacketStaysInItsFrameAndADroppedOnesFrameIsFilledAgain() {
        arrives(0, 256, 60);
        arrives(1, 2304, 60);
        fill.moveConsumer(2);
        int count = batches.forward((memory, offset, length) -> offset == 256 ? length - 1 : 0, batches, 64);
        assertThat(count).isEqualTo(2);
        assertThat(tx.producer()).isEqualTo(1);
        assertThat(tx.descriptorsFrameAddrInSlot(0)).isEqualTo(256);
        assertThat(fill.producer()).isEqualTo(6);
        completion.putFrameAddrInSlot(0, 256);
        completion.moveProducer(1);
        arrives(2, 4352, 60);
        assertThat(batches.forward((memory, offset, length) -> 0, batches, 64)).isEqualTo(1);
        assertThat(completion.consumer()).isEqualTo(1);
    }

    @Test
    void aPlaceOnTheFillRingThatTheCallerFilledIsNotFilledAgain() {
        FrameStack kept = umem.frames().split(umem.frames().size());
        arrives(0, 256, 60);
        fill.moveConsumer(1);
        assertThat(batches.forward((memory, offset, length) -> length, batches, 64))
                .isEqualTo(1);
        assertThat(fill.producer()).isEqualTo(4);
        assertThat(batches.fill(kept, 1)).isEqualTo(1);
        completion.putFrameAddrInSlot(0, 256);
        completion.moveProducer(1);
        assertThat(batches.forward((memory, offset, length) -> length, batches, 64))
                .isZero();
        assertThat(fill.producer()).isEqualTo(5);
        assertThat(umem.frames().size()).isEqualTo(1);
    }

    @Test
    void aPlaceOnTheFillRingIsFilledAsSoonAsAFrameIsFree() {
        umem.frames().split(umem.frames().size());
        arrives(0, 256, 60);
        fill.moveConsumer(1);
        assertThat(batches.forward((memory, offset, length) -> length, batches, 64))
                .isEqualTo(1);
        assertThat(fill.producer()).isEqualTo(4);
        completion.putFrameAddrInSlot(0, 256);
        completion.moveProducer(1);
        assertThat(batches.forward((memory, offset, length) -> length, batches, 64))
                .isZero();
        assertThat(fill.producer()).isEqualTo(5);
        assertThat(umem.frames().size()).isZero();
    }

    @Test
    void whileThereIsNoRoomToSendPacketsWaitOnTheRxRing() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            Batches full = onRingsOfItsOwn(other);
            assertThat(full.send((memory, offset, room) -> 60, SIZE)).isEqualTo(SIZE);
            arrives(0, 256, 60);
            assertThat(batches.forward((memory, offset, length) -> length, full, 64))
                    .isZero();
            assertThat(rx.consumer()).isZero();
        }
    }

    @Test
    void betweenTwoUmemsAPacketIsCopied() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            PlainRing otherTx = PlainRing.ofDescriptors(SIZE, 0);
            Batches to = onRingsOfItsOwn(other, otherTx);
            umem.buffer().putLong(256, 0x1122334455667788L);
            arrives(0, 256, 60);
            assertThat(batches.forward((memory, offset, length) -> length, to, 64))
                    .isEqualTo(1);
            assertThat(otherTx.producer()).isEqualTo(1);
            assertThat(other.buffer().getLong(0)).isEqualTo(0x1122334455667788L);
            assertThat(fill.producer()).isEqualTo(5);
        }
    }

    @Test
    void whatAnEditorThrowsGoesThroughAndPacketsBeforeItAreCopiedAndSentInTheirOrder() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            PlainRing otherTx = PlainRing.ofDescriptors(SIZE, 0);
            Batches to = onRingsOfItsOwn(other, otherTx);
            for (int i = 0; i < 4; i++) {
                umem.buffer().put(i * 2048 + 256, (byte) i);
                arrives(i, i * 2048 + 256, 60);
            }
            int free = other.frames().size();

            assertThatThrownBy(() -> batches.forward(
                            (memory, offset, length) -> switch (memory.get(offset)) {
                                case 1 -> 0; // dropped
                                case 3 -> throw new IllegalArgumentException("no such packet");
                                default -> length;
                            },
                            to,
                            64))
                    .hasMessage("no such packet");

            assertThat(otherTx.producer()).isEqualTo(2);
            assertThat(firstByteInSlot(other, otherTx, 0)).isZero();
            assertThat(firstByteInSlot(other, otherTx, 1)).isEqualTo((byte) 2);
            assertThat(other.frames().size()).isEqualTo(free - 2);
            assertThat(rx.consumer()).isEqualTo(4);
            assertThat(fill.producer()).isEqualTo(8);
        }
    }

    @Test
    void anEditorCannotSendWhereItsPacketsGoAndAWriterCannotForwardThere() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            PlainRing otherTx = PlainRing.ofDescriptors(SIZE, 0);
            for (Batches to : List.of(batches, onRingsOfItsOwn(other, otherTx))) {
                arrives(rx.consumer(), 256, 60);
                fill.moveConsumer(1);
                assertThatThrownBy(
                                () -> batches.forward((memory, offset, length) -> to.send((m, o, r) -> 60, 1), to, 64))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("an editor cannot send");
                assertThatThrownBy(() -> to.send((m, o, r) -> batches.forward((m2, o2, l2) -> l2, to, 64), 1))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThat(tx.producer() + otherTx.producer()).isZero();
            assertThat(batches.send((memory, offset, room) -> 60, 1)).isEqualTo(1);
        }
    }

    @Test
    void anEditorMaySendElsewhere() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            PlainRing otherTx = PlainRing.ofDescriptors(SIZE, 0);
            Batches to = onRingsOfItsOwn(other, otherTx);
            arrives(0, 256, 60);
            batches.forward(
                    (memory, offset, length) -> {
                        batches.send((m, o, r) -> 61, 1); // an answer
                        return length;
                    },
                    to,
                    64);
            assertThat(tx.producer()).isEqualTo(1);
            assertThat(otherTx.producer()).isEqualTo(1);
        }
    }

    @Test
    void aPacketThatGrewBeyondItsFrameIsNotCopiedAndNoFrameIsLost() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(4096, FRAMES, 0))) {
            PlainRing otherTx = PlainRing.ofDescriptors(SIZE, 0);
            Batches to = onRingsOfItsOwn(other, otherTx);
            int free = other.frames().size();
            arrives(0, 6144 + 256, 60);
            arrives(1, 256, 60);
            assertThatThrownBy(() -> batches.forward((memory, offset, length) -> 4000, to, 64))
                    .hasMessageContaining("does not fit the 1792 bytes");
            assertThat(otherTx.producer()).isZero();
            assertThat(other.frames().size()).isEqualTo(free);
            assertThat(fill.producer()).isEqualTo(5);
            assertThat(batches.forward((memory, offset, length) -> 1792, to, 64))
                    .isEqualTo(1);
            assertThat(otherTx.producer()).isEqualTo(1);
        }
    }

    @Test
    void socketsWithFramesOfTheirOwnKeepAsManyOfThem() {
        FrameStack own = umem.frames().split(2);
        PlainRing otherTx = PlainRing.ofDescriptors(SIZE, 0);
        PlainRing otherCompletion = PlainRing.ofFrameAddrs(SIZE, 0);
        Rings rings = Rings.on(
                PlainRing.ofFrameAddrs(SIZE, 0).memory(),
                otherCompletion.memory(),
                PlainRing.ofDescriptors(SIZE, 0).memory(),
                otherTx.memory(),
                umem.table());
        Batches to = new Batches(umem, rings, own);
        int before = umem.frames().size();
        for (int i = 0; i < 3; i++) {
            arrives(i, fill.frameAddrInSlot(i) + 256, 60);
            fill.moveConsumer(1);
            assertThat(batches.forward((memory, offset, length) -> length, to, 64))
                    .isEqualTo(1);
            assertThat(to.send((memory, offset, room) -> 60, 1)).isEqualTo(1);
            for (int sent = 0; sent < 2; sent++) {
                int slot = otherTx.consumer() % SIZE;
                otherCompletion.putFrameAddrInSlot(slot, otherTx.descriptorsFrameAddrInSlot(slot));
                otherTx.moveConsumer(1);
                otherCompletion.moveProducer(1);
            }
        }
        assertThat(batches.forward((memory, offset, length) -> length, to, 64)).isZero();
        assertThat(own.size()).isEqualTo(2);
        assertThat(umem.frames().size()).isEqualTo(before);
        assertThat(fill.producer() - fill.consumer()).isEqualTo(FRAMES / 2);
    }

    @Test
    void aWriterOrAnEditorThatFreesItsFrameIsToldSoAndTheRingsGoOn() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            Batches to = onRingsOfItsOwn(other);
            assertThatThrownBy(() -> batches.send(
                            (memory, offset, room) -> {
                                umem.frames().push(offset);
                                return 60;
                            },
                            2))
                    .isInstanceOf(IllegalStateException.class);
            int slot = 0;
            for (Batches target : List.of(batches, to)) {
                for (int sent : new int[] {0, 60}) {
                    arrives(slot, fill.frameAddrInSlot(slot) + 256, 60);
                    fill.moveConsumer(1);
                    slot++;
                    assertThatThrownBy(() -> batches.forward(
                                    (memory, offset, length) -> {
                                        umem.frames().push(offset);
                                        return sent;
                                    },
                                    target,
                                    64))
                            .isInstanceOf(IllegalStateException.class);
                }
            }
            int sent = tx.producer();
            assertThat(batches.send((memory, offset, room) -> 61, 1)).isEqualTo(1);
            assertThat(tx.producer()).isEqualTo(sent + 1);
            assertThat(lengthInSlot(tx, sent % SIZE)).isEqualTo(61);
            assertThat(rx.consumer()).isEqualTo(slot);
        }
    }

    @Test
    void aHandlerThatFreesItsFrameIsToldSoAndTheNextReceiveGoesOn() {
        arrives(0, 256, 60);
        assertThatThrownBy(() -> batches.receive(
                        (memory, offset, length) -> umem.frames().push(offset), 64))
                .isInstanceOf(IllegalStateException.class);
        arrives(1, 2304, 60);
        assertThat(batches.receive((memory, offset, length) -> {}, 64)).isEqualTo(1);
        assertThat(rx.consumer()).isEqualTo(2);
    }

    @Test
    void aPacketOfSeveralFramesIsHandledInOnePieceWhenAllOfItIsThere() {
        umem.buffer().put(256, (byte) 1).put(2304, (byte) 2);
        rx.putDescriptorInSlot(0, 256, 1, 1);
        rx.moveProducer(1);
        List<Byte> bytes = new ArrayList<>();
        PacketHandler handler = (memory, offset, length) -> {
            for (int i = 0; i < length; i++) {
                bytes.add(memory.get(offset + i));
            }
        };
        Gathering gathering = new Gathering();
        assertThat(batches.receive(handler, 64, gathering)).isZero();
        rx.putDescriptorInSlot(1, 2304, 1, 0);
        rx.moveProducer(1);
        assertThat(batches.receive(handler, 64, gathering)).isEqualTo(1);
        assertThat(bytes).containsExactly((byte) 1, (byte) 2);
        assertThat(fill.producer()).isEqualTo(6);
    }

    @Test
    void aPacketOfMoreFramesThanMostIsFound() throws IOException {
        int many = 128;
        try (Umem large = Umem.create(new UmemConfig(2048, many, 0))) {
            PlainRing largeFill = PlainRing.ofFrameAddrs(many, 0);
            PlainRing largeRx = PlainRing.ofDescriptors(many, 0);
            Batches receiver = receiver(large, largeFill, largeRx);
            receiver.fill(large.frames(), many);
            for (int i = 0; i < 100; i++) {
                largeRx.putDescriptorInSlot(i, largeFill.frameAddrInSlot(i), 10, i % 90 == 89 || i > 90 ? 0 : 1);
            }
            largeRx.moveProducer(100);
            List<Integer> lengths = new ArrayList<>();
            PacketHandler handler = (memory, offset, length) -> lengths.add(length);
            assertThat(receiver.receive(handler, 1, new Gathering())).isEqualTo(1);
            assertThat(receiver.receive(handler, 64, new Gathering())).isEqualTo(9);
            assertThat(lengths).startsWith(900, 20, 10).hasSize(10);
        }
    }

    @Test
    void aPacketOfAnyLengthIsGathered() throws IOException {
        int many = 128;
        try (Umem large = Umem.create(new UmemConfig(2048, many, 0))) {
            PlainRing largeFill = PlainRing.ofFrameAddrs(many, 0);
            PlainRing largeRx = PlainRing.ofDescriptors(many, 0);
            Batches receiver = receiver(large, largeFill, largeRx);
            receiver.fill(large.frames(), many);
            for (int i = 0; i < 100; i++) {
                long frameAddr = largeFill.frameAddrInSlot(i);
                large.buffer().put((int) frameAddr, (byte) i);
                largeRx.putDescriptorInSlot(i, frameAddr, 2000, i == 99 ? 0 : 1);
            }
            largeRx.moveProducer(100);
            List<String> seen = new ArrayList<>();
            PacketHandler handler = (memory, offset, length) ->
                    seen.add(length + " " + memory.get(offset) + " " + memory.get(offset + 99 * 2000));
            assertThat(receiver.receive(handler, 1, new Gathering())).isEqualTo(1);
            assertThat(seen).containsExactly("200000 0 99");
        }
    }

    @Test
    void framesThatTheFillRingHasNoRoomForAreFreeAndTheOthersFilled() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            PlainRing smallFill = PlainRing.ofFrameAddrs(4, 0);
            PlainRing otherRx = PlainRing.ofDescriptors(SIZE, 0);
            Batches receiver = receiver(other, smallFill, otherRx);
            for (int i = 0; i < 8; i++) {
                if (i % 4 == 0) {
                    receiver.fill(other.frames(), 4);
                }
                otherRx.putDescriptorInSlot(i, smallFill.frameAddrInSlot(i % 4), 60, 0);
                smallFill.moveConsumer(1);
            }
            otherRx.moveProducer(8);
            assertThat(receiver.receive((memory, offset, length) -> {}, 8)).isEqualTo(8);
            assertThat(smallFill.producer() - smallFill.consumer()).isEqualTo(4);
            assertThat(other.frames().size()).isEqualTo(4);
        }
    }

    @Test
    void aPacketOfMoreFramesThanCanBeOnTheirWayIsRefused() throws IOException {
        try (Umem other = Umem.create(new UmemConfig(2048, FRAMES, 0))) {
            Batches sender = on(
                    other,
                    PlainRing.ofFrameAddrs(SIZE, 0),
                    PlainRing.ofFrameAddrs(4, 0),
                    PlainRing.ofDescriptors(SIZE, 0),
                    PlainRing.ofDescriptors(SIZE, 0));
            assertThatThrownBy(() -> sender.send(ByteBuffer.allocate(5 * 2048), 18))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 8192 can be sent");
            assertThat(sender.send(ByteBuffer.allocate(4 * 2048), 18)).isTrue();
        }
    }

    @Test
    void aLongPacketIsSentInSeveralFrames() {
        ByteBuffer packet = ByteBuffer.allocate(3000);
        assertThat(batches.send(packet, 18)).isTrue();
        assertThat(packet.hasRemaining()).isFalse();
        assertThat(tx.producer()).isEqualTo(2);
        assertThat(batches.send(ByteBuffer.allocate(6000), 18)).isFalse();
        assertThatThrownBy(() -> batches.send(ByteBuffer.allocate(3000), 1))
                .hasMessageContaining("1 to 2048 can be sent");
        assertThatThrownBy(() -> batches.send(ByteBuffer.allocate(0), 18)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> batches.send(ByteBuffer.allocate(SIZE * 2048 + 1), 18))
                .as("more frames than the tx ring has places")
                .hasMessageContaining("1 to 16384 can be sent");
        assertThat(umem.frames().size()).isEqualTo(2);
    }

    /** The kernel puts a packet into a frame it was given. */
    private void arrives(int slot, long frameAddr, int length) {
        rx.putDescriptorInSlot(slot, frameAddr, length, 0);
        rx.moveProducer(1);
    }

    private static byte firstByteInSlot(Umem umem, PlainRing ring, int slot) {
        return umem.buffer().get((int) ring.descriptorsFrameAddrInSlot(slot));
    }

    private static int lengthInSlot(PlainRing ring, int slot) {
        return ByteBuffer.wrap(ring.descriptorInSlot(slot))
                .order(ByteOrder.nativeOrder())
                .getInt(Long.BYTES);
    }

    private static Batches receiver(Umem umem, PlainRing fill, PlainRing rx) {
        return on(umem, fill, PlainRing.ofFrameAddrs(SIZE, 0), rx, PlainRing.ofDescriptors(SIZE, 0));
    }

    private static Batches onRingsOfItsOwn(Umem umem) {
        return onRingsOfItsOwn(umem, PlainRing.ofDescriptors(SIZE, 0));
    }

    private static Batches onRingsOfItsOwn(Umem umem, PlainRing tx) {
        return on(
                umem,
                PlainRing.ofFrameAddrs(SIZE, 0),
                PlainRing.ofFrameAddrs(SIZE, 0),
                PlainRing.ofDescriptors(SIZE, 0),
                tx);
    }

    static Batches on(Umem umem, PlainRing fill, PlainRing completion, PlainRing rx, PlainRing tx) {
        Rings rings = Rings.on(fill.memory(), completion.memory(), rx.memory(), tx.memory(), umem.table());
        return new Batches(umem, rings, umem.frames());
    }
}
