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
    private static final int RUNS = 6;

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofSeconds(2);

    static final Timing QUICK = new Timing(Duration.ofMillis(1000), Duration.ofMillis(300), 2);

    /**
     * Of a row in the whole bench. One run of {@code fwd} differs from the next by some hundredths of the rate, as much as is to be
     * seen, so there are more of them. {@code echo} has so few packets that Java compiles for longer.
     */
    static Timing full(Loop loop) {
        return switch (loop) {
            case RXDROP, TXONLY -> new Timing(WARM_UP, WINDOW, RUNS);
            case FWD -> new Timing(WARM_UP, WINDOW, 2 * RUNS);
            case ECHO -> new Timing(WARM_UP.multipliedBy(3), WINDOW, RUNS);
        };
    }

    /** How long a side works at a time. */
    Duration slice() {
        return SLICE;
    }

    /** How many slices the window of a run has. */
    int slices() {
        return (int) Math.max(1, window.dividedBy(SLICE));
    }
}
