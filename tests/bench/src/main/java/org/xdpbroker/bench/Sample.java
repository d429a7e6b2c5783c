package org.xdpbroker.bench;

import com.google.gson.JsonObject;

/**
 * What a program had counted at a point in time.
 *
 * @param cpuNs the CPU time of all its threads
 * @param counters as the program told them, or as they stood in its file; {@code ns} is when, by CLOCK_MONOTONIC
 */
record Sample(long cpuNs, JsonObject counters) {

    /** Of a program that has counted nothing. */
    static final Sample NONE = new Sample(0, new JsonObject());

    long ns() {
        return counter("ns");
    }

    long packets() {
        return counter("packets");
    }

    /** A counter, or 0 if the program has none of that name. */
    long counter(String name) {
        return counters.has(name) ? counters.get(name).getAsLong() : 0;
    }

    /** By how much a counter grew since an earlier sample. */
    long since(Sample earlier, String name) {
        return counter(name) - earlier.counter(name);
    }

    /** How many packets a second there were since an earlier sample. */
    double rateSince(Sample earlier) {
        return since(earlier, "packets") * 1e9 / since(earlier, "ns");
    }
}
