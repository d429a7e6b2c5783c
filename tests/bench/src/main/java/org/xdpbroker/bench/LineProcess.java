package org.xdpbroker.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.polkit.bed.Waiting;

/** A process that is talked to in lines. If this one dies, so does its input. Closing it kills it, and so does ^C. */
final class LineProcess implements AutoCloseable {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // one that stands still does not see the end of its input
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "kill"));
    }

    private final String name;
    private final Process process;
    private final Writer input;
    private final BufferedReader output;
    private final Path errors;

    private LineProcess(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        RUNNING.add(process);
        input = process.outputWriter(StandardCharsets.UTF_8);
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static LineProcess start(String name, List<String> command) {
        try {
            Path errors = Files.createTempFile("xdp-broker-bench", ".err");
            errors.toFile().deleteOnExit(); // at ^C
            return new LineProcess(
                    name,
                    new ProcessBuilder(command).redirectError(errors.toFile()).start(),
                    errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    long cpuNs() {
        if (!process.isAlive()) {
            throw failure("it ended");
        }
        return OtherProcess.cpuNanos(process.pid());
    }

    void rest() {
        OtherProcess.standStill(process.pid());
    }

    void goOn() {
        OtherProcess.goOn(process.pid());
    }

    void say(String line) {
        try {
            input.write(line + '\n');
            input.flush();
        } catch (IOException e) {
            throw failure(e.toString());
        }
    }

    /** Its next line, waited for. */
    String line() {
        try {
            Waiting.until(name + " answers", () -> !process.isAlive() || hasLine());
            String line = hasLine() ? output.readLine() : null;
            if (line == null) {
                throw failure("it ended");
            }
            return line;
        } catch (IOException e) {
            throw failure(e.toString());
        }
    }

    void endInput() {
        try {
            input.close();
        } catch (IOException e) {
            throw failure(e.toString());
        }
    }

    /** Waits for its end, which has to be a good one. */
    void awaitEnd() {
        try {
            if (!process.waitFor(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw failure("it does not end");
            }
            if (process.exitValue() != 0) {
                throw failure("it ended with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Waiting.until(name + " is gone", () -> !process.isAlive());
        RUNNING.remove(process);
        try {
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean hasLine() {
        try {
            return output.ready();
        } catch (IOException e) {
            return false;
        }
    }

    private IllegalStateException failure(String what) {
        try {
            return new IllegalStateException(
                    name + ": " + what + ": " + Files.readString(errors).strip());
        } catch (IOException e) {
            return new IllegalStateException(name + ": " + what, e);
        }
    }
}
