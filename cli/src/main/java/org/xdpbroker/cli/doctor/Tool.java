package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other programs that are asked, each for a few seconds at most. */
final class Tool {

    private static final int LIMIT_SECONDS = 5;
    private static final int NOT_FOUND = 127;

    private Tool() {}

    /**
     * What a program said.
     *
     * @param exitCode 127 if there is no such program
     * @param out its standard output
     * @param err its standard error
     */
    record Answer(int exitCode, String out, String err) {

        boolean isMissing() {
            return exitCode == NOT_FOUND;
        }

        /** The first line that it said on standard error. */
        String complaint() {
            return err.lines().filter(line -> !line.isBlank()).findFirst().orElse("exit code " + exitCode);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @throws IOException if it does not end in time
     */
    static Answer run(String... command) throws IOException {
        // env(1), as a plain user's PATH lacks the folders of ip and ethtool
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin";
        List<String> line = new ArrayList<>(List.of("/usr/bin/env", "PATH=" + path, "LC_ALL=C"));
        line.addAll(List.of(command));
        Path out = Files.createTempFile("xdp-broker", ".out");
        Path err = Files.createTempFile("xdp-broker", ".err");
        try {
            Process process = new ProcessBuilder(line)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException(command[0] + " did not end within " + LIMIT_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while " + command[0] + " ran", e);
            } finally {
                process.destroyForcibly();
            }
            return new Answer(process.exitValue(), read(out), read(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
