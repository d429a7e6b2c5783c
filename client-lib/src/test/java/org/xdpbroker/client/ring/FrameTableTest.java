package org.xdpbroker.client.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tests run with assertions, which turn checked mode on. */
class FrameTableTest {

    private static final int SIZE = 8;

    private final FrameTable frames = new FrameTable(2048, 4);
    private final PlainRing fillMemory = PlainRing.ofFrameAddrs(SIZE, 0);
    private final PlainRing completionMemory = PlainRing.ofFrameAddrs(SIZE, 0);
    private final PlainRing rxMemory = PlainRing.ofDescriptors(SIZE, 0);
    private final FillRing fill = new FillRing(fillMemory.memory(), frames);
    private final CompletionRing completion = new CompletionRing(completionMemory.memory(), frames);
    private final RxRing rx = new RxRing(rxMemory.memory(), frames);
    private final TxRing tx = new TxRing(PlainRing.ofDescriptors(SIZE, 0).memory(), frames);

    @Test
    void aFrameOfAnySizeIsFoundFromAnyAddressInIt() {
        assertThat(new FrameTable(2048, 4).start(2048 + 300)).isEqualTo(2048);
        assertThat(new FrameTable(3000, 4).start(3000 + 2999)).isEqualTo(3000);
        assertThat(new FrameTable(3000, 4).startOf(2)).isEqualTo(6000);
    }

    @Test
    void aFrameFreedTwiceIsAnError() {
        frames.taken(2048);
        frames.freed(2048 + 256);
        assertThatThrownBy(() -> frames.freed(2048))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot free frame 1 (address 2048): it is free");
    }

    @Test
    void aFrameSentTwiceIsAnErrorBeforeTheKernelSeesIt() {
        frames.taken(0);
        send(0);
        tx.reserve(1);
        tx.packet(0, 0, 60);
        assertThatThrownBy(() -> tx.submit(1))
                .hasMessage("cannot put on the tx ring frame 0 (address 0): the kernel has it, from the tx ring");
        tx.cancel(1);
        assertThat(tx.pending()).isEqualTo(1);
    }

    @Test
    void aFrameOnBothRingsIsAnError() {
        frames.taken(0);
        send(0);
        fill.reserve(1);
        fill.frameAddr(0, 0);
        assertThatThrownBy(() -> fill.submit(1)).hasMessageContaining("the kernel has it, from the tx ring");
    }

    @Test
    void aFrameFreedAfterItsSubmitIsAnError() {
        frames.taken(0);
        send(0);
        assertThatThrownBy(() -> frames.freed(0)).hasMessageContaining("the kernel has it, from the tx ring");
    }

    @Test
    void aFreeFrameThatIsSentIsAnError() {
        tx.reserve(1);
        tx.packet(0, 4096, 60);
        assertThatThrownBy(() -> tx.submit(1)).hasMessageContaining("it is free");
    }

    @Test
    void anAddressOutsideTheUmemIsAnError() {
        assertThatThrownBy(() -> frames.taken(8192)).hasMessageContaining("the umem has 4 frames of 2048 bytes");
        assertThatThrownBy(() -> frames.taken(-1)).hasMessageContaining("the umem has 4 frames");
    }

    @Test
    void oneWrongFrameOfABatchLeavesTheOthersWithTheCaller() {
        frames.taken(0);
        tx.reserve(2);
        tx.packet(0, 0, 60);
        tx.packet(1, 2048, 60);
        assertThatThrownBy(() -> tx.submit(2)).hasMessageContaining("frame 1");
        tx.cancel(2);
        frames.freed(0);
    }

    @Test
    void framesComeBackThroughTheRxAndTheCompletionRing() {
        frames.taken(0);
        fill.reserve(1);
        fill.frameAddr(0, 0);
        fill.submit(1);
        rxMemory.moveProducer(1);
        rx.peek(1);
        rx.cancel(1);
        assertThatThrownBy(() -> frames.freed(0)).hasMessageContaining("from the fill ring");
        rx.peek(1);
        send(0);
        completionMemory.moveProducer(1);
        completion.peek(1);
        frames.freed(0);
    }

    @Test
    void afterAResetEveryFrameIsFree() {
        frames.taken(0);
        send(0);
        frames.reset();
        frames.taken(0);
    }

    private void send(long frameAddr) {
        tx.reserve(1);
        tx.packet(0, frameAddr, 60);
        tx.submit(1);
    }
}
