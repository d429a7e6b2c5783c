package org.xdpbroker.client.ring;

/** Packets to be sent. Their frames come back on the completion ring. */
public final class TxRing extends ProducerRing {

    /** An option of a packet: it goes on in the frame of the next entry (XDP_PKT_CONTD). Needs multi-buffer. */
    public static final int CONTINUES = Descriptor.CONTINUES;

    /** An option of a packet: what is to be done with it stands before its first byte (XDP_TX_METADATA). */
    public static final int METADATA = Descriptor.METADATA;

    public TxRing(RingMemory memory, FrameTable frames) {
        super(memory, RingMemory.DESCRIPTOR_BYTES, frames);
    }

    /** Puts a packet in one frame at a position of the latest reservation: {@link #packet(int, long, int, int)} without options. */
    public void packet(int position, long frameAddr, int length) {
        packet(position, frameAddr, length, 0);
    }

    /**
     * Puts a packet at a position of the latest reservation. Its frame is the kernel's from the submit on, until it comes back
     * on the completion ring. A packet the kernel finds invalid is counted ({@code tx_invalid_descs}) and its frame never
     * comes back.
     *
     * @param frameAddr the umem offset of its first byte; it must not leave its frame
     * @param length bytes from the link-layer header on
     * @param options 0, {@link #CONTINUES}, {@link #METADATA} or both
     */
    public void packet(int position, long frameAddr, int length, int options) {
        entry(position, 0, frameAddr);
        entry(position, 1, Descriptor.lengthAndOptions(length, options));
    }

    @Override
    int shift() {
        return Descriptor.SHIFT;
    }

    @Override
    void passToKernel(FrameTable frames, long frameAddr) {
        frames.sending(frameAddr);
    }

    @Override
    void takeBack(FrameTable frames, long frameAddr) {
        frames.sent(frameAddr);
    }
}
