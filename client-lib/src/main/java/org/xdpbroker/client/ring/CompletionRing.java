package org.xdpbroker.client.ring;

/**
 * Gives back the frames of packets that were sent, by the umem offsets that were put on the tx ring. While it is full, nothing more
 * is sent.
 */
public final class CompletionRing extends ConsumerRing {

    public CompletionRing(RingMemory memory, FrameTable frames) {
        super(memory, RingMemory.FRAME_ADDR_BYTES, frames);
    }

    @Override
    int shift() {
        return 0;
    }

    @Override
    long decode(long told) {
        return told;
    }

    @Override
    void takeFromKernel(FrameTable frames, long frameAddr) {
        frames.sent(frameAddr);
    }

    @Override
    void giveBack(FrameTable frames, long frameAddr) {
        frames.notSent(frameAddr);
    }
}
