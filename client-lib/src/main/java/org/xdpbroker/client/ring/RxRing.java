package org.xdpbroker.client.ring;

/** Received packets. Each brings its frame, which goes back through the fill ring or on through the tx ring. */
public final class RxRing extends ConsumerRing {

    public RxRing(RingMemory memory) {
        super(memory, RingMemory.DESCRIPTOR_BYTES);
    }

    /** The umem offset of the packet's first byte, which is within its frame and not at the frame's start. */
    public long frameAddr(int position) {
        return memory().getLong(entry(position) + Descriptor.FRAME_ADDR);
    }

    /** The packet's length in bytes, from the link-layer header on and without checksum trailer. */
    public int length(int position) {
        return memory().getInt(entry(position) + Descriptor.LENGTH);
    }

    /** Flags such as XDP_PKT_CONTD of linux/if_xdp.h; 0 for a packet in one frame. */
    public int options(int position) {
        return memory().getInt(entry(position) + Descriptor.OPTIONS);
    }
}
