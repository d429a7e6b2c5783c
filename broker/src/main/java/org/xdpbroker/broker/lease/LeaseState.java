package org.xdpbroker.broker.lease;

import java.util.Locale;

/** The life of a lease; it only moves downwards. */
public enum LeaseState {
    /** Sockets are passed, not every queue is bound; packets of unbound queues reach the host. */
    GRANTED,
    /** Every queue is bound and in the map. */
    ACTIVE,
    /** Nothing of it is left. */
    ENDED;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
