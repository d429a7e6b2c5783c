package org.xdpbroker.protocol.message;

import java.util.Locale;

/** In which state sockets are passed. */
public enum Handover {
    /** The client registers its packet memory and binds; what libxdp and QEMU need. */
    UNBOUND,
    /** The broker registers a sealed memfd and binds, so that the kernel holds the client to the queue. */
    BOUND;

    /** The word on the wire and in policy files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
