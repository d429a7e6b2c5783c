package org.xdpbroker.bench;

import org.jspecify.annotations.Nullable;

/**
 * One run of one side.
 *
 * @param packetsPerSecond as counted where it counts most: at the far end, if the program sends
 * @param offeredPerSecond what the generator put onto the wire; 0 without one
 * @param cpuNsPerPacket CPU time of the program
 * @param busyNsPerPacket time that all CPUs together were not idle
 * @param softirqNsPerPacket the part of it in softirqs
 * @param busyShare how much of a CPU the program used, 0 to 1
 * @param allocatedBytesPerPacket on the Java heap, from the end of the warm-up to that of the last window
 * @param dropped packets that the kernel dropped in front of the program in the whole run
 * @param unaccounted packets of the whole run that one end counted and the other did not
 */
record Run(
        double packetsPerSecond,
        double offeredPerSecond,
        double cpuNsPerPacket,
        double busyNsPerPacket,
        double softirqNsPerPacket,
        double busyShare,
        double allocatedBytesPerPacket,
        long dropped,
        long unaccounted,
        @Nullable Latency latency) {

    /** Round trips in the windows, nanoseconds. */
    record Latency(long samples, long p50, long p99, long p999, long max) {

        static Latency of(Latencies all) {
            return new Latency(
                    all.count(), all.percentile(0.5), all.percentile(0.99), all.percentile(0.999), all.percentile(1));
        }
    }
}
