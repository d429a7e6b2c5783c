package org.xdpbroker.client;

import org.xdpbroker.client.ring.CompletionRing;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.FrameTable;
import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;

/** The four rings of a socket. */
record Rings(FillRing fill, CompletionRing completion, RxRing rx, TxRing tx) {

    /** Rings on memory where the kernel's are mapped, for the frames of a umem. */
    static Rings on(RingMemory fill, RingMemory completion, RingMemory rx, RingMemory tx, FrameTable frames) {
        return new Rings(
                new FillRing(fill, frames),
                new CompletionRing(completion, frames),
                new RxRing(rx, frames),
                new TxRing(tx, frames));
    }

    /** Called before the memory goes away. */
    void detach() {
        fill.detach();
        completion.detach();
        rx.detach();
        tx.detach();
    }
}
