package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.polkit.bed.Waiting;

/** A program that goes on until it is told otherwise. Closing it kills it. */
public final class RunningProgram implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    private RunningProgram(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static RunningProgram start(List<String> command) {
        try {
            Path out = Files.createTempFile("xdp-broker-test", ".out");
            Path err = Files.createTempFile("xdp-broker-test", ".err");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .redirectInput(new java.io.File("/dev/null"))
                    .start();
            return new RunningProgram(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the program itself: what comes before it replaces itself by it. */
    public long pid() {
        return process.pid();
    }

    /** What it has written to standard output so far. */
    public String out() {
        return read(out);
    }

    /** Where standard output goes, if it is more than text. */
    public Path outFile() {
        return out;
    }

    /** What it has written to standard error so far. */
    public String err() {
        return read(err);
    }

    /** Waits until standard output has a text, and returns all of it. */
    public String awaitOut(String text) {
        Waiting.until(
                () -> "the program says '" + text + "': " + out() + err(),
                () -> out().contains(text) || !process.isAlive());
        if (!out().contains(text)) {
            throw new AssertionError("the program ended without '" + text + "': " + out() + err());
        }
        return out();
    }

    /** Waits until standard error has a text, and returns all of it. */
    public String awaitErr(String text) {
        Waiting.until(
                () -> "the program warns '" + text + "': " + out() + err(),
                () -> err().contains(text) || !process.isAlive());
        if (!err().contains(text)) {
            throw new AssertionError("the program ended without '" + text + "': " + out() + err());
        }
        return err();
    }

    /** Sends a signal, such as INT. */
    public void signal(String name) {
        Programs.signal(name, pid());
    }

    /** Waits for its end; 128 and the signal's number if a signal ended it, as shells have it. */
    public int exitCode() {
        try {
            if (!process.waitFor(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the program did not end: " + out() + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exitCode();
        try {
            Files.delete(out);
            Files.delete(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
