package org.xdpbroker.cli.top;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.LeaseDescription;

/**
 * A lease at one moment.
 *
 * @param lease what the broker says
 * @param user the name of its user, or the number of one without a name
 * @param pid the process that has its sockets, if it may be looked into; else the one that asked for them
 * @param command the name of that process; null if it has ended
 * @param queues its queues, in order
 * @param note why the sockets cannot be looked at; null if they can
 */
record LeaseSample(
        LeaseDescription lease,
        String user,
        int pid,
        @Nullable String command,
        List<QueueSample> queues,
        @Nullable String note) {

    LeaseSample {
        queues = List.copyOf(queues);
    }

    /** Of the queue that has the most of it; null if it is known of none. */
    @Nullable
    Double most(Function<QueueSample, @Nullable Double> value) {
        return queues.stream()
                .map(value)
                .filter(Objects::nonNull)
                .max(Double::compareTo)
                .orElse(null);
    }
}
