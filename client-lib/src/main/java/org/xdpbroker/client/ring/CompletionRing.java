package org.xdpbroker.client.ring;

/** Gives back the frames of packets that were sent. While it is full, nothing more is sent. */
public final class CompletionRing extends ConsumerRing {

    public CompletionRing(RingMemory memory, FrameTable frames) {
        super(memory, RingMemory.FRAME_ADDR_BYTES, frames);
    }

    /** The umem offset that was sent from, as it was put on the tx ring. */
    @Override
    public long frameAddr(int position) {
        return frameAddrIn(entry(position));
    }

    @Override
    long frameAddrIn(int entry) {
        return memory().getLong(entry);
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
