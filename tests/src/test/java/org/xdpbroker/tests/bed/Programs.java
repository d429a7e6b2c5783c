package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the system to their end. */
public final class Programs {

    /** To install a package takes long on a slow machine. */
    private static final int TIMEOUT_SECONDS = 300;

    private Programs() {}

    /** How a program ended, and what it said. */
    public record Result(List<String> command, int exitCode, String out, String err) {

        /** The output, if the program succeeded. */
        public String orFail() {
            if (exitCode != 0) {
                throw new IllegalStateException(command + " exited with " + exitCode + ": " + err + out);
            }
            return out;
        }
    }

    public static Result run(String... command) {
        return run(List.of(command));
    }

    /** Sends a signal, such as INT. The shell's own kill, as a minimal Debian has no other. */
    public static void signal(String name, long pid) {
        run("sh", "-c", "kill -s " + name + " " + pid).orFail();
    }

    public static Result run(List<String> command) {
        try {
            Path out = Files.createTempFile("xdp-broker-test", ".out");
            Path err = Files.createTempFile("xdp-broker-test", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .redirectInput(new java.io.File("/dev/null"))
                        .start();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " did not end within " + TIMEOUT_SECONDS + " s: "
                            + Files.readString(out) + Files.readString(err));
                }
                return new Result(
                        List.copyOf(command),
                        process.exitValue(),
                        Files.readString(out, StandardCharsets.UTF_8),
                        Files.readString(err, StandardCharsets.UTF_8));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
