package org.xdpbroker.protocol.message;

import java.util.List;

/** How an XDP program is attached to an interface, in QEMU's words. */
public enum AttachMode implements Words.Spoken {
    /** Native if the driver can, else skb; in a request only. */
    AUTO("auto"),
    /** In the driver (XDP_FLAGS_DRV_MODE). */
    NATIVE("native"),
    /** In the generic receive path, with any driver (XDP_FLAGS_SKB_MODE). */
    SKB("skb");

    static final List<AttachMode> ALL = List.of(values());

    private final String word;

    AttachMode(String word) {
        this.word = word;
    }

    /** The word on the wire, in policy files and on the command line. */
    @Override
    public String word() {
        return word;
    }
}
