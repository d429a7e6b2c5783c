package org.xdpbroker.bench;

import com.google.gson.JsonArray;
import java.util.Map;
import java.util.TreeMap;

/** How many packets took how long, each to less than 1 %: c/echo_rate.c. */
final class Latencies {

    private final TreeMap<Long, Long> counts = new TreeMap<>();

    /** Adds what a generator saw between two samples. */
    void add(Sample before, Sample after) {
        add(after, 1);
        add(before, -1);
        counts.values().removeIf(count -> count == 0);
    }

    long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The latency in nanoseconds that a share of them does not exceed; 0 if there is none.
     *
     * @param share 0 to 1; 1 is for the longest
     */
    long percentile(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long seen = 0;
        for (Map.Entry<Long, Long> each : counts.entrySet()) {
            seen += each.getValue();
            if (seen >= wanted) {
                return each.getKey();
            }
        }
        return 0;
    }

    private void add(Sample sample, long times) {
        JsonArray pairs = sample.counters().getAsJsonArray("latencies");
        for (int i = 0; i < pairs.size(); i += 2) {
            long count = pairs.get(i + 1).getAsLong() * times;
            counts.merge(pairs.get(i).getAsLong(), count, Long::sum);
        }
    }
}
