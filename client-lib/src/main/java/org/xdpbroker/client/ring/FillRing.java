package org.xdpbroker.client.ring;

/** Gives the kernel empty frames to receive packets into. While it is empty, packets of the queue are dropped. */
public final class FillRing extends ProducerRing {

    public FillRing(RingMemory memory, FrameTable frames) {
        super(memory, RingMemory.FRAME_ADDR_BYTES, frames);
    }

    /**
     * Puts a frame at a position of the latest reservation. It is the kernel's from the submit on, until it comes back on the
     * rx ring.
     *
     * @param frameAddr an offset into the umem; any within the frame does
     */
    public void frameAddr(int position, long frameAddr) {
        entry(position, 0, frames().start(frameAddr));
    }

    @Override
    int shift() {
        return 0;
    }

    @Override
    void passToKernel(FrameTable frames, long frameAddr) {
        frames.filling(frameAddr);
    }

    @Override
    void takeBack(FrameTable frames, long frameAddr) {
        frames.received(frameAddr);
    }
}
