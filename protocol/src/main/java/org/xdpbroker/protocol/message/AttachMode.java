package org.xdpbroker.protocol.message;

import java.util.Locale;

/** How an XDP program is attached to an interface, in QEMU's words. */
public enum AttachMode {
    /** Native if the driver can, else skb; in a request only. */
    AUTO,
    /** In the driver (XDP_FLAGS_DRV_MODE). */
    NATIVE,
    /** In the generic receive path, with any driver (XDP_FLAGS_SKB_MODE). */
    SKB;

    /** The word on the wire, in policy files and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
