package org.xdpbroker.tests.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.polkit.bed.Waiting;

/**
 * A process without any privilege that uses the client library as it is told: {@link org.xdpbroker.tests.agent.Agent} says
 * which commands there are. Its user is {@link #UID} unless told otherwise.
 */
public final class Client implements AutoCloseable {

    public static final int UID = 61182;
    public static final int OTHER_UID = 61183;

    /** A million packets take their time. */
    private static final int ANSWER_MINUTES = 5;

    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

    private Client(Process process) {
        this.process = process;
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAnswers, "client-answers");
        reader.setDaemon(true);
        reader.start();
    }

    /** A client of the broker, in the near namespace. */
    public static Client start(NetworkBed bed, RunningBroker broker) {
        return start(bed, broker, UID);
    }

    public static Client start(NetworkBed bed, RunningBroker broker, int uid) {
        return start(bed.nearNamespace(), broker.socket(), uid);
    }

    /** An ordinary process in the far namespace, for traffic. */
    public static Client startFar(NetworkBed bed) {
        return start(bed.farNamespace(), "/nonexistent", UID);
    }

    private static Client start(String namespace, String socket, int uid) {
        return start(NetworkBed.inNamespace(
                namespace,
                UnprivilegedJava.command(
                        uid, socket, Stage.get().agentClasses().toString(), "org.xdpbroker.tests.agent.Agent")));
    }

    /** Another program that takes commands as the agent does. */
    static Client start(List<String> command) {
        try {
            return new Client(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Tells the agent a command and returns its answer.
     *
     * @throws ClientException if the answer is an error
     */
    public String tell(String command) {
        commands.println(command);
        String answer =
                nextAnswer(command).orElseThrow(() -> new IllegalStateException("the client ended at: " + command));
        if (answer.startsWith("error ")) {
            throw new ClientException(answer.substring("error ".length()));
        }
        return answer.substring("ok".length()).strip();
    }

    private Optional<String> nextAnswer(String command) {
        try {
            Optional<String> answer = answers.poll(ANSWER_MINUTES, TimeUnit.MINUTES);
            if (answer == null) {
                throw new AssertionError(
                        "waited " + ANSWER_MINUTES + " min in vain for the client's answer to: " + command);
            }
            if (answer.isEmpty()) {
                answers.add(answer); // for whoever asks next
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** To the end of its output, which stands among the answers as an empty one. */
    private void readAnswers() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                answers.add(Optional.of(line));
            }
        } catch (IOException e) {
            System.err.println("the client's answers ended: " + e);
        } finally {
            answers.add(Optional.empty());
        }
    }

    /** As {@link #tell}, for commands that answer a number. */
    public int count(String command) {
        return Integer.parseInt(tell(command));
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        Waiting.until("the client is gone", () -> !process.isAlive());
    }

    @Override
    public void close() {
        commands.close(); // the agent ends at the end of its input
        try {
            if (!process.waitFor(Waiting.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
