package org.xdpbroker.bench;

import java.util.Arrays;

/** How many packets took how long, each to less than 1 %: c/echo_rate.c. */
final class Latencies {

    /** For each power of two half as many buckets as this has values; what is below it has a bucket each. */
    private static final int STEP_BITS = 8;

    private static final int STEPS = 1 << STEP_BITS;

    /** How many counts there are. */
    static final int BUCKETS = STEPS / 2 * (Long.SIZE - STEP_BITS + 2);

    static final Latencies NONE = new Latencies(new long[0]);

    private final long[] counts;

    /** @param counts by bucket, as the generator has them, or no counts at all; they are this object's from now on */
    Latencies(long[] counts) {
        this.counts = counts;
    }

    /** What was seen since. */
    Latencies since(Latencies earlier) {
        long[] since = counts.clone();
        for (int i = 0; i < since.length; i++) {
            since[i] -= earlier.counts[i];
        }
        return new Latencies(since);
    }

    long count() {
        return Arrays.stream(counts).sum();
    }

    /**
     * The latency in nanoseconds that a share of them does not exceed; 0 if there is none.
     *
     * @param share 0 to 1; 1 is for the longest
     */
    long percentile(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (counts[bucket] > 0 && seen >= wanted) {
                return greatest(bucket);
            }
        }
        return 0;
    }

    /** The greatest value that falls into a bucket. */
    private static long greatest(int bucket) {
        int shift = bucket < STEPS ? 0 : bucket / (STEPS / 2) - 1;
        return ((bucket - (long) shift * (STEPS / 2) + 1) << shift) - 1;
    }
}
