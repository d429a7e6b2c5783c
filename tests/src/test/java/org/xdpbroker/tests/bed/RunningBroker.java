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

    private static final Pattern LEASE = Pattern.compile(" lease=([0-9a-f]{16}) ");

    private final Process process;
    private final String socket;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Semaphore reading = new Semaphore(1);

    RunningBroker(Process process, String socket) {
        this.process = process;
        this.socket = socket;
        Thread reader = new Thread(this::readLog, "broker-log");
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
        Waiting.until(
                "the broker's log has '" + text + "', which is: " + log,
                () -> !process.isAlive() || log.stream().anyMatch(line -> line.contains(text)));
        return log.stream()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the broker ended: " + log));
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
        Waiting.until("the broker's log has '" + event + process + "', which is: " + log, () -> log.stream()
                .anyMatch(line -> line.contains(event) && line.contains(process)));
        return log.stream()
                .filter(line -> line.contains(event) && line.contains(process))
                .findFirst()
                .orElseThrow();
    }

    /** How many file descriptors it has open. */
    public long openDescriptors() {
        try (Stream<Path> fds = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return fds.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        Waiting.until("the broker is gone", () -> !process.isAlive());
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

    /** Lets it run again after a while, during which the caller can go on. */
    public void resumeAfterMillis(long millis) {
        Thread resume = new Thread(
                () -> {
                    Waiting.sleep(millis);
                    Programs.signal("CONT", pid());
                },
                "resume-broker");
        resume.start();
    }

    /** SIGTERM; returns the exit code. */
    public int stop() {
        process.destroy();
        return awaitExit();
    }

    /** Waits until it ends by itself; returns the exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the broker did not stop: " + log);
            }
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
