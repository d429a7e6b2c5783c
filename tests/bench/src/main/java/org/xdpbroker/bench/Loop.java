package org.xdpbroker.bench;

import java.util.Locale;

/** What a measured program does with packets. */
enum Loop {
    /** Receives and drops. */
    RXDROP(true, false),
    /** Sends the same packet for ever. */
    TXONLY(false, true),
    /** Sends on a second interface what it receives on the first. */
    FWD(true, true),
    /** Sends each packet back to its sender. */
    ECHO(true, true);

    private final boolean receives;
    private final boolean sends;

    Loop(boolean receives, boolean sends) {
        this.receives = receives;
        this.sends = sends;
    }

    boolean receives() {
        return receives;
    }

    boolean sends() {
        return sends;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
