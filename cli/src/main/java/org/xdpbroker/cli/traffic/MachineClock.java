package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The clock that programs of one machine share: CLOCK_MONOTONIC, which is what {@link System#nanoTime()} reads on Linux. Other
 * machines, and other time namespaces of this one, have another; two clocks are told from each other by a {@link #tag()}.
 */
final class MachineClock {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NAMESPACE = Path.of("/proc/self/ns/time");

    private MachineClock() {}

    /** 16 bits that differ, most likely, from those of another clock. */
    static int tag() {
        try {
            // Linux before 5.6 has no time namespaces
            String namespace =
                    Files.exists(NAMESPACE) ? Files.readSymbolicLink(NAMESPACE).toString() : "";
            int hash = (Files.readString(BOOT).strip() + namespace).hashCode();
            return (hash ^ hash >>> Short.SIZE) & 0xffff;
        } catch (IOException e) {
            return 0; // without /proc nothing can be told apart
        }
    }
}
