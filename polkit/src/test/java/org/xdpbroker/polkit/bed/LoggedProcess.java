package org.xdpbroker.polkit.bed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A program that runs in the background, with all it says. */
public final class LoggedProcess implements AutoCloseable {

    private final String name;
    private final Process process;
    private final Thread reader;
    private final StringBuilder said = new StringBuilder();

    private LoggedProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        reader = new Thread(this::read, name + "-log");
        reader.setDaemon(true);
        reader.start();
        // a test run that is interrupted takes along what it started
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    static LoggedProcess start(String name, List<String> command) {
        try {
            return new LoggedProcess(
                    name, new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int pid() {
        return Math.toIntExact(process.pid());
    }

    /** What it has said so far. */
    public String said() {
        synchronized (said) {
            return said.toString();
        }
    }

    /** Waits until it has said something. */
    public LoggedProcess awaitSaid(String text) {
        Waiting.until(() -> name + " says '" + text + "': " + said(), () -> said().contains(text) || !reader.isAlive());
        Assertions.assertThat(said()).contains(text);
        return this;
    }

    /** Waits for its end, and returns all it has said. */
    String awaitEnd() {
        Waiting.until(() -> name + " ends: " + said(), () -> !process.isAlive() && !reader.isAlive());
        return said();
    }

    /** Writes to its standard input. */
    public void type(String text) {
        try {
            OutputStream input = process.getOutputStream();
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " said: " + said(), e);
        }
    }

    /** SIGSTOP or another signal of kill(1). */
    public void signal(String signal) {
        try {
            // the shell's own kill, as not every system has the program
            int exit = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid())
                    .start()
                    .waitFor();
            Assertions.assertThat(exit).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** kill -9. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        byte[] bytes = new byte[4096];
        try (InputStream output = process.getInputStream()) {
            for (int count = output.read(bytes); count >= 0; count = output.read(bytes)) {
                append(new String(bytes, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            append("[" + e + "]");
        }
    }

    private void append(String text) {
        synchronized (said) {
            said.append(text);
        }
    }
}
