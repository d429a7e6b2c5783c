package org.xdpbroker.client.ring;

/** Gives back the frames of packets that were sent. While it is full, nothing more is sent. */
public final class CompletionRing extends ConsumerRing {

    public CompletionRing(RingMemory memory) {
        super(memory, RingMemory.FRAME_ADDR_BYTES);
    }

    /** The umem offset that was sent from, as it was put on the tx ring. */
    public long frameAddr(int position) {
        return memory().getLong(entry(position));
    }
}
