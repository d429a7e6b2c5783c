package org.xdpbroker.tests.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xdpbroker.polkit.bed.Waiting;

/** xdp-brokerd in the near namespace, as a user of its own with exactly the three capabilities and no_new_privs. */
public final class RunningBroker implements AutoCloseable {

    public static final int UID = 61181;

    /** Lets every user have everything. */
    public static final String ALLOW_ALL = """
            [[rule]]
            name = "everyone"
            interfaces = ["*"]
            decision = "allow"
            """;

    private static final int LOOKS_AT_REST = 50;
    private static final Pattern LEASE = Pattern.compile(" lease=([0-9a-f]{16}) ");

    private final Process process;
    private final String socket;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Semaphore reading = new Semaphore(1);
    private final Thread reader = new Thread(this::readLog, "broker-log");

    RunningBroker(Process process, String socket) {
        this.process = process;
        this.socket = socket;
        reader.setDaemon(true);
        reader.start();
    }

    public static RunningBroker start(NetworkBed bed) {
        return start(bed, ALLOW_ALL);
    }

    /** @param options further options of xdp-brokerd */
    public static RunningBroker start(NetworkBed bed, String policy, String... options) {
        return BrokerCommand.in(bed).policy(policy).options(options).start();
    }

    public String socket() {
        return socket;
    }

    public long pid() {
        return process.pid();
    }

    /** What it has said so far. */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** The first line of the log that contains a text, waited for. */
    public String awaitLog(String text) {
        return awaitLog("'" + text + "'", line -> line.contains(text));
    }

    /** The id of the lease that was granted to a process, waited for. */
    public String awaitLeaseOf(long pid) {
        Matcher id = LEASE.matcher(awaitLog("lease-granted", pid));
        if (!id.find()) {
            throw new AssertionError("no id of the lease: " + log);
        }
        return id.group(1);
    }

    /** The line of the log that tells of the end of a process's lease, waited for. */
    public String awaitLeaseEnd(long pid) {
        return awaitLog("lease-ended", pid);
    }

    private String awaitLog(String event, long pid) {
        String process = " pid=" + pid + " ";
        return awaitLog("'" + event + process + "'", line -> line.contains(event) && line.contains(process));
    }

    private String awaitLog(String what, Predicate<String> wanted) {
        Waiting.until(
                () -> "the broker's log has " + what + ", which is: " + log,
                () -> !reader.isAlive() || log.stream().anyMatch(wanted));
        return log.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the broker ended without " + what + ": " + log));
    }

    /** How many file descriptors it has open. */
    public long openDescriptors() {
        try (Stream<Path> fds = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return fds.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * As {@link #openDescriptors}, once that has not changed for a while: the broker closes the sockets of leases beside
     * what it does, a little after these have ended.
     */
    public long descriptorsAtRest() {
        long[] seen = {0, 0}; // how many, and at how many looks
        Waiting.until(() -> "the broker opens and closes no files; it has " + openDescriptors(), () -> {
            long now = openDescriptors();
            seen[1] = now == seen[0] ? seen[1] + 1 : 0;
            seen[0] = now;
            return seen[1] == LOOKS_AT_REST;
        });
        return seen[0];
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Stops it from running, as a debugger would. */
    public void pause() {
        Programs.signal("STOP", pid());
    }

    /** Reads its record no more: when the pipe is full, the next event keeps its conductor from going on. */
    public void stopReadingLog() {
        reading.acquireUninterruptibly();
    }

    public void readLogAgain() {
        reading.release();
    }

    /** Lets it run again. */
    public void resume() {
        Programs.signal("CONT", pid());
    }

    /** Lets it run again after a while, during which the caller can go on. */
    public void resumeAfterMillis(long millis) {
        Thread resume = new Thread(
                () -> {
                    Waiting.sleep(millis);
                    resume();
                },
                "resume-broker");
        resume.start();
    }

    /** SIGTERM; returns the exit code. */
    public int stop() {
        process.destroy();
        return awaitExit();
    }

    /** Waits until it ends by itself, and all it has said is read; returns the exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the broker did not stop: " + log);
            }
            reader.join(Waiting.LIMIT.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void readLog() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                reading.acquireUninterruptibly();
                log.add(line);
                reading.release();
            }
        } catch (IOException e) {
            log.add("log ended: " + e);
        }
    }
}
