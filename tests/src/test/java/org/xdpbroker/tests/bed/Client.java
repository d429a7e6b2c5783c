package org.xdpbroker.tests.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.polkit.bed.Waiting;

/**
 * A process without any privilege that uses the client library as it is told: {@link org.xdpbroker.tests.agent.Agent} says
 * which commands there are. Its user is {@link #UID} unless told otherwise.
 */
public final class Client implements AutoCloseable {

    public static final int UID = 61182;
    public static final int OTHER_UID = 61183;

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    private Client(Process process) {
        this.process = process;
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
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
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the client ended at: " + command);
            }
            if (answer.startsWith("error ")) {
                throw new ClientException(answer.substring("error ".length()));
            }
            return answer.substring("ok".length()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
