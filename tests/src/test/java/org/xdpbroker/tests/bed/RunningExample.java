package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.polkit.bed.Waiting;

/** A program of the examples, run without privilege in the near namespace. */
public final class RunningExample implements AutoCloseable {

    private final Process process;
    private final Path output;

    private RunningExample(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param name the class in org.xdpbroker.examples */
    public static RunningExample start(NetworkBed bed, RunningBroker broker, String name, String... arguments) {
        Path examples = Stage.get().installed().resolve("lib/examples");
        List<String> command = new ArrayList<>(UnprivilegedJava.command(
                Client.UID, broker.socket(), examples + "/*", "org.xdpbroker.examples." + name));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("xdp-broker-example", ".out");
            Process process = new ProcessBuilder(NetworkBed.inNamespace(bed.nearNamespace(), command))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new RunningExample(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All it has said so far, once that contains a text. */
    public String awaitOutput(String text) {
        Waiting.until(
                () -> "the example says '" + text + "': " + output(),
                () -> output().contains(text) || !process.isAlive());
        if (!output().contains(text)) {
            throw new AssertionError("the example ended: " + output());
        }
        return output();
    }

    /** SIGTERM; returns all it has said. */
    public String stop() {
        process.destroy();
        try {
            if (!process.waitFor(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the example did not stop: " + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return output();
    }

    @Override
    public void close() {
        stop();
        try {
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
