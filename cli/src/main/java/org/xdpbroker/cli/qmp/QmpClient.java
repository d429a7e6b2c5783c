package org.xdpbroker.cli.qmp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Deadline;
import org.xdpbroker.protocol.varlink.Json;
import org.xdpbroker.protocol.varlink.MalformedMessageException;

/**
 * A connection to QEMU's machine protocol, as docs/interop/qmp-spec of QEMU describes it: one command after the other, each
 * answered before the next; events may come in between and are kept. Used by one thread.
 *
 * <p>A command throws {@link QmpRefusedException} if QEMU answers with an error, after which the connection goes on; {@link
 * QmpTimeoutException}, {@link QmpConnectionException} or {@link QmpProtocolException} otherwise, after which it is closed.
 */
public final class QmpClient implements AutoCloseable {

    /** Events nobody asks for do not pile up: the oldest goes. */
    private static final int MAX_KEPT_EVENTS = 64;

    private final QmpTransport transport;
    private final Path path;
    private final Duration timeout;
    private final QmpFramer framer = new QmpFramer();
    private final Queue<QmpEvent> events = new ArrayDeque<>();
    private int lastId;
    private boolean open = true;

    private QmpClient(QmpTransport transport, Path path, Duration timeout) {
        this.transport = transport;
        this.path = path;
        this.timeout = timeout;
    }

    /**
     * Connects to the socket of {@code -qmp unix:PATH,server=on,wait=off}.
     *
     * @param timeout how long each answer may take, the greeting included
     */
    public static QmpClient connect(Path path, Duration timeout) throws IOException {
        return greet(UnixQmpTransport.connect(path), path, timeout);
    }

    /** Waits for QEMU's greeting and ends the negotiation that it begins; takes the transport over. */
    static QmpClient greet(QmpTransport transport, Path path, Duration timeout) throws IOException {
        QmpClient client = new QmpClient(transport, path, timeout);
        try {
            JsonObject greeting = client.next("its greeting", Deadline.after(timeout));
            if (!(greeting.get("QMP") instanceof JsonObject)) {
                throw client.noQmp("it begins without a greeting", null);
            }
            client.execute("qmp_capabilities", new JsonObject());
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** The socket it was reached at. */
    public Path path() {
        return path;
    }

    /** QEMU's process, as far as it is to be seen from here; else 0. */
    public int pid() throws IOException {
        return transport.peerPid();
    }

    /** Whether more can be asked. */
    public boolean isOpen() {
        return open;
    }

    /** Runs a command and returns its answer. */
    public JsonElement execute(String command, JsonObject arguments) throws IOException {
        return execute(command, arguments, List.of());
    }

    /**
     * Runs a command that takes a descriptor, and returns its answer.
     *
     * @param fd the descriptor, of which QEMU gets a copy; it stays the caller's
     */
    public JsonElement execute(String command, JsonObject arguments, OwnedFd fd) throws IOException {
        return execute(command, arguments, List.of(fd));
    }

    /** The next event, waited for, of those that came with answers too; empty if none came in time. */
    public Optional<QmpEvent> awaitEvent(Deadline deadline) throws IOException {
        while (events.isEmpty() && !deadline.isOver()) {
            JsonObject message = nextOrNull("an event", deadline);
            if (message != null && !keepEvent(message)) {
                throw noQmp("it answers what nobody asked", null);
            }
        }
        return Optional.ofNullable(events.poll());
    }

    @Override
    public void close() {
        open = false;
        transport.close();
    }

    private JsonElement execute(String command, JsonObject arguments, List<OwnedFd> fds) throws IOException {
        if (!open) {
            throw new QmpConnectionException("the connection to QEMU at " + path + " is closed.", null);
        }
        Deadline deadline = Deadline.after(timeout);
        JsonObject message = new JsonObject();
        message.addProperty("execute", command);
        message.add("arguments", arguments);
        message.addProperty("id", ++lastId);
        byte[] line =
                (new String(Json.toBytes(message), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (!transport.send(line, fds, deadline)) {
                throw late(answerTo(command));
            }
        } catch (QmpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            throw lost(answerTo(command), e);
        }
        while (true) {
            JsonObject answer = next(answerTo(command), deadline);
            if (!keepEvent(answer)) {
                return result(command, answer);
            }
        }
    }

    private JsonElement result(String command, JsonObject answer) throws IOException {
        // an error in what was sent, which should not be, is told without an id
        if (answer.has("id") && !new JsonPrimitive((long) lastId).equals(answer.get("id"))) {
            throw noQmp("it answers " + command + " with another id", null);
        }
        if (answer.has("return")) {
            return answer.get("return");
        }
        if (answer.get("error") instanceof JsonObject error) {
            throw new QmpRefusedException(command, text(error, "class"), text(error, "desc"));
        }
        throw noQmp("its answer to " + command + " is neither a result nor an error", null);
    }

    private boolean keepEvent(JsonObject message) {
        if (!message.has("event")) {
            return false;
        }
        JsonObject data = message.get("data") instanceof JsonObject object ? object : new JsonObject();
        if (events.size() == MAX_KEPT_EVENTS) {
            events.remove();
        }
        events.add(new QmpEvent(text(message, "event"), data));
        return true;
    }

    private JsonObject next(String expected, Deadline deadline) throws IOException {
        JsonObject message = nextOrNull(expected, deadline);
        if (message == null) {
            throw late(expected);
        }
        return message;
    }

    /** Null if none came in time. */
    private @Nullable JsonObject nextOrNull(String expected, Deadline deadline) throws IOException {
        try {
            JsonObject message = framer.next();
            while (message == null) {
                byte[] bytes = receive(expected, deadline);
                if (bytes == null) {
                    return null;
                }
                framer.add(bytes);
                message = framer.next();
            }
            return message;
        } catch (MalformedMessageException e) {
            throw noQmp(String.valueOf(e.getMessage()), e);
        }
    }

    private byte @Nullable [] receive(String expected, Deadline deadline) throws IOException {
        byte[] bytes;
        try {
            bytes = transport.receive(deadline);
        } catch (IOException e) {
            throw lost(expected, e);
        }
        if (bytes != null && bytes.length == 0) {
            throw lost(expected, null);
        }
        return bytes;
    }

    private QmpTimeoutException late(String expected) {
        close();
        return new QmpTimeoutException(
                "QEMU at " + path + " did not send " + expected + " within " + timeout.toMillis()
                        + " ms. It may be stopped or busy, or another client is connected: QEMU serves one at a time on a socket.");
    }

    private QmpConnectionException lost(String expected, @Nullable IOException cause) {
        close();
        return new QmpConnectionException(
                "QEMU at " + path + " closed the connection instead of sending " + expected
                        + (cause == null ? "" : " (" + cause.getMessage() + ")") + ". It may have ended.",
                cause);
    }

    private QmpProtocolException noQmp(String problem, @Nullable IOException cause) {
        close();
        return new QmpProtocolException(
                "what answers at " + path + " does not speak QMP: " + problem
                        + ". Use the socket of -qmp unix:PATH,server=on,wait=off.",
                cause);
    }

    private static String answerTo(String command) {
        return "its answer to " + command;
    }

    private static String text(JsonObject object, String field) {
        return object.get(field) instanceof JsonPrimitive value ? value.getAsString() : "(not told)";
    }
}
