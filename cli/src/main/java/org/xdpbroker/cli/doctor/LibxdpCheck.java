package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.xdpbroker.client.libxdp.LoadedLibxdp;

/** Whether the Java library finds a libxdp that takes sockets of others: 1.4 or later. QEMU brings its own need of it. */
final class LibxdpCheck implements Check {

    private static final String NAME = "libxdp";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> look() throws IOException {
        try {
            LoadedLibxdp.get();
        } catch (IOException e) {
            return List.of(missing(String.valueOf(e.getMessage()), Distribution.here()));
        }
        return List.of(Finding.ok(NAME, file() + " takes sockets that others made: 1.4 or later"));
    }

    static Finding missing(String reason, Distribution distribution) {
        String install = hasOneNewEnough(distribution)
                ? distribution.install(
                        Map.of("debian", "libxdp1", "fedora", "libxdp", "arch", "libxdp", "suse", "libxdp1"))
                : null;
        int remedy = reason.indexOf(". Install libxdp");
        return Finding.problem(
                NAME,
                (remedy < 0 ? reason : reason.substring(0, remedy))
                        + "; programs with the Java library cannot register packet memory",
                install == null ? "setup/build  # in the folder of the sources: builds libxdp, too" : install);
    }

    /** Debian 12 has 1.3, Ubuntu 22.04 1.2. */
    private static boolean hasOneNewEnough(Distribution distribution) {
        return switch (distribution.id()) {
            case "debian" -> distribution.version() == 0 || distribution.version() >= 13;
            case "ubuntu" -> distribution.version() >= 24.04;
            default -> true;
        };
    }

    private static String file() throws IOException {
        // the names of mapped files are bytes
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            if (line.contains("/libxdp.so")) {
                return line.substring(line.indexOf('/'));
            }
        }
        return "libxdp";
    }
}
