package org.xdpbroker.client.ring;

/**
 * Received packets. Each brings its frame, which goes back through the fill ring or on through the tx ring. The frame address is
 * that of the packet's first byte, which is within its frame and not at the frame's start.
 */
public final class RxRing extends ConsumerRing {

    /** In unaligned memory the kernel tells a frame's start in the lower bits and the packet's place in it in these above. */
    private static final int OFFSET_SHIFT = 48;

    private static final long START_MASK = (1L << OFFSET_SHIFT) - 1;

    public RxRing(RingMemory memory, FrameTable frames) {
        super(memory, RingMemory.DESCRIPTOR_BYTES, frames);
    }

    /** The packet's length in bytes, from the link-layer header on and without checksum trailer. */
    public int length(int position) {
        return Descriptor.length(entry(position, 1));
    }

    /** Flags of linux/if_xdp.h; 0 for a packet in one frame. */
    public int options(int position) {
        return Descriptor.options(entry(position, 1));
    }

    /** Whether the packet goes on in the frame of the next entry. Only on sockets bound with multi-buffer. */
    public boolean continues(int position) {
        return (options(position) & Descriptor.CONTINUES) != 0;
    }

    @Override
    int shift() {
        return Descriptor.SHIFT;
    }

    @Override
    long decode(long told) {
        return (told & START_MASK) + (told >>> OFFSET_SHIFT);
    }

    @Override
    void takeFromKernel(FrameTable frames, long frameAddr) {
        frames.received(frameAddr);
    }

    @Override
    void giveBack(FrameTable frames, long frameAddr) {
        frames.notReceived(frameAddr);
    }
}
