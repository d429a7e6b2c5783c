package org.xdpbroker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the numbers were measured on. */
record Machine(String kernel, String cpu, int cpus, String jdk, String date) {

    static Machine here() {
        try {
            return new Machine(
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                    cpuModel(),
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For people, above a table. */
    String line() {
        return "Linux " + kernel + ", " + cpus + " CPUs " + cpu + ", " + jdk;
    }

    private static String cpuModel() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
