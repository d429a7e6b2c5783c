package org.xdpbroker.bench;

import java.time.Duration;

/**
 * How long and how often.
 *
 * @param warmUp before each measurement, for both sides; the Java virtual machine compiles in it
 * @param window what is measured
 * @param runs of each side of a row
 */
record Timing(Duration warmUp, Duration window, int runs) {

    static final Timing FULL = new Timing(Duration.ofSeconds(3), Duration.ofSeconds(2), 5);
    static final Timing QUICK = new Timing(Duration.ofMillis(800), Duration.ofMillis(500), 3);
}
