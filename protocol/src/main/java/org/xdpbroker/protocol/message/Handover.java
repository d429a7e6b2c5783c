package org.xdpbroker.protocol.message;

import java.util.List;

/** In which state sockets are passed. */
public enum Handover implements Words.Spoken {
    /** The client registers its packet memory and binds; what libxdp and QEMU need. */
    UNBOUND("unbound"),
    /** The broker registers a sealed memfd and binds, so that the kernel holds the client to the queue. */
    BOUND("bound");

    static final List<Handover> ALL = List.of(values());

    private final String word;

    Handover(String word) {
        this.word = word;
    }

    /** The word on the wire and in policy files. */
    @Override
    public String word() {
        return word;
    }
}
