package org.xdpbroker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long all CPUs together were busy since boot, by /proc/stat, which the timer tick samples.
 *
 * @param busyNs not idle, softirqs included
 * @param softirqNs in softirqs
 */
record MachineTime(long busyNs, long softirqNs) {

    private static final long TICK_NS = 10_000_000; // USER_HZ is 100 everywhere
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int SOFTIRQ = 7;
    private static final int STEAL = 8;

    static MachineTime now() {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            return parse(lines.findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param line {@code cpu user nice system idle iowait irq softirq steal ...} */
    static MachineTime parse(String line) {
        String[] fields = line.trim().split(" +");
        long busy = 0;
        for (int i = 1; i < STEAL; i++) {
            busy += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]);
        }
        return new MachineTime(busy * TICK_NS, Long.parseLong(fields[SOFTIRQ]) * TICK_NS);
    }
}
