package org.xdpbroker.client;

import java.io.IOException;

/** The lease has ended: no packet arrives any more. The message is the reason the broker gave. */
public final class LeaseEndedException extends IOException {

    private static final long serialVersionUID = 1L;

    LeaseEndedException(String reason) {
        super(reason);
    }
}
