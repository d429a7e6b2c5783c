package org.xdpbroker.cli.traffic;

import org.jspecify.annotations.Nullable;

/** Queues that are open, as people are told of them. */
public interface OpenQueues {

    /** A packet of any length arrives, or none does. */
    int ANY_LENGTH = Integer.MAX_VALUE;

    /** Which they are. */
    String description();

    String interfaceName();

    /** The interface; null if it is not in this network namespace. */
    @Nullable
    LocalNetwork network();

    /** The longest packet that is taken, in bytes; longer ones are dropped. */
    int mostReceived();
}
