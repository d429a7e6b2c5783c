package org.xdpbroker.cli.qmp;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Deadline;

/**
 * A QEMU that says what a test tells it, without a socket. A command that no answer was told for is answered with an empty
 * result. {@code @ID} in an answer stands for the command's id.
 */
public final class ScriptedQemu implements QmpTransport {

    /** Says nothing, so that whoever waits for it is late. */
    public static final String SILENCE = "silence";

    /** Closes the connection. */
    public static final String END = "end";

    static final String GREETING = "{\"QMP\":{\"version\":{},\"capabilities\":[\"oob\"]}}\r\n";

    private final Map<String, Queue<String>> answers = new HashMap<>();
    private final Queue<String> output = new ArrayDeque<>();
    private final List<String> commands = new ArrayList<>();
    private boolean closed;

    public ScriptedQemu() {
        this(GREETING);
    }

    ScriptedQemu(String greeting) {
        output.add(greeting);
    }

    /** What the next such command is answered with; told several times, the next ones in that order. */
    public ScriptedQemu answering(String command, String answer) {
        answers.computeIfAbsent(command, c -> new ArrayDeque<>()).add(answer);
        return this;
    }

    public ScriptedQemu returning(String command, String value) {
        return answering(command, "{\"return\":" + value + ",\"id\":@ID}\r\n");
    }

    public ScriptedQemu refusing(String command, String errorClass, String description) {
        return answering(
                command,
                "{\"id\":@ID,\"error\":{\"class\":\"" + errorClass + "\",\"desc\":\"" + description + "\"}}\r\n");
    }

    /** Says something by itself after what it has to say already. */
    public void say(String text) {
        output.add(text);
    }

    public QmpClient client() throws IOException {
        return QmpClient.greet(this, Path.of("/vm.qmp"), Duration.ofMillis(100));
    }

    /** The commands it was told, with their arguments, after the negotiation; descriptors that came along as +. */
    public List<String> commands() {
        return commands;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public boolean send(byte[] message, List<OwnedFd> fds, Deadline deadline) {
        JsonObject command = JsonParser.parseString(new String(message, StandardCharsets.UTF_8))
                .getAsJsonObject();
        String name = command.get("execute").getAsString();
        if (!name.equals("qmp_capabilities")) {
            commands.add(name + command.get("arguments") + "+".repeat(fds.size()));
        }
        Queue<String> told = answers.getOrDefault(name, new ArrayDeque<>());
        String answer = told.isEmpty() ? "{\"return\":{},\"id\":@ID}\r\n" : told.remove();
        output.add(answer.replace("@ID", command.get("id").toString()));
        return true;
    }

    @Override
    public byte @Nullable [] receive(Deadline deadline) throws IOException {
        if (closed) {
            throw new IOException("closed here");
        }
        String next = output.poll();
        if (next == null || next.equals(SILENCE)) {
            while (!deadline.isOver()) {
                Thread.onSpinWait();
            }
            return null;
        }
        return next.equals(END) ? new byte[0] : next.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int peerPid() {
        return 0;
    }

    @Override
    public void close() {
        closed = true;
    }
}
