package org.xdpbroker.bench;

import java.time.Duration;

/**
 * How long and how often. A run's window is in slices, which alternate with those of the other side.
 *
 * @param warmUp before each measurement, for both sides, in slices too; the Java virtual machine compiles in it
 * @param window what is measured
 * @param runs of each side of a row
 */
record Timing(Duration warmUp, Duration window, int runs) {

    private static final Duration SLICE = Duration.ofMillis(100);

    /** An even number of runs: each side is as often on each lane. */
    static final Timing FULL = new Timing(Duration.ofSeconds(5), Duration.ofSeconds(2), 6);

    static final Timing QUICK = new Timing(Duration.ofMillis(1000), Duration.ofMillis(300), 2);

    /** How long a side works at a time. */
    Duration slice() {
        return SLICE;
    }

    /** How many slices the window of a run has. */
    int slices() {
        return (int) Math.max(1, window.dividedBy(SLICE));
    }
}
