package org.xdpbroker.cli.top;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All leases at one moment.
 *
 * @param time by the clock
 * @param nanos by {@link System#nanoTime}
 * @param leases by id, in the broker's order
 */
record Sample(Instant time, long nanos, Map<String, LeaseSample> leases) {

    static Sample of(Instant time, long nanos, List<LeaseSample> leases) {
        Map<String, LeaseSample> byId = new LinkedHashMap<>();
        leases.forEach(lease -> byId.put(lease.lease().id(), lease));
        return new Sample(time, nanos, byId);
    }

    double secondsSince(Sample before) {
        return (nanos - before.nanos) / 1e9;
    }

    /** Why cells are empty, each reason once. */
    List<String> notes() {
        return List.copyOf(leases.values().stream()
                .map(LeaseSample::note)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    }
}
