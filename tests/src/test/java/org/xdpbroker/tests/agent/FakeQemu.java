package org.xdpbroker.tests.agent;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Deadline;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;

/**
 * A QEMU as the command qmp sees it. Its argument is the path of its QMP socket, on which it serves one client at a time.
 * Commands come on standard input, one a line, each answered with one line:
 *
 * <pre>
 *   next COMMAND refuse|drop|exit|garbage|silence   what it does at the next such QMP command
 *   greet TEXT                                      what the next client is greeted with, - for nothing
 *   chatty                                          from now on events come before and between the answers
 *   guest cooperates|holds|refuses                  when a device is to go
 *   reset                                           as if newly started
 *   log                                             ok the QMP commands since the last log
 *   held                                            ok names of descriptors;netdevs;devices
 *   receive NETDEV MILLIS                           ok number of packets
 * </pre>
 */
public final class FakeQemu {

    private static final String GREETING =
            "{\"QMP\": {\"version\": {\"qemu\": {\"major\": 10}}, \"capabilities\": [\"oob\"]}}";
    private static final String EVENT =
            "{\"timestamp\": {\"seconds\": 1}, \"event\": \"RTC_CHANGE\", \"data\": {\"offset\": 1}}";

    private final FakeMachine machine = new FakeMachine();
    private final Map<String, String> next = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private @Nullable String greeting;
    private boolean chatty;

    private FakeQemu() {}

    public static void main(String[] args) throws IOException {
        FakeQemu qemu = new FakeQemu();
        OwnedFd listener = UnixSocket.listen(args[0], 4);
        Thread server = new Thread(() -> qemu.serve(listener), "qmp");
        server.setDaemon(true);
        server.start();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println("ok " + qemu.obey(line.split(" ", 3)));
            System.out.flush();
        }
    }

    private synchronized String obey(String... words) throws IOException {
        switch (words[0]) {
            case "next" -> next.put(words[1], words[2]);
            case "greet" -> greeting = words[1];
            case "chatty" -> chatty = true;
            case "reset" -> {
                next.clear();
                greeting = null;
                chatty = false;
                machine.reset();
            }
            case "guest" -> machine.guest(words[1]);
            case "log" -> {
                String told = String.join(" ", log);
                log.clear();
                return told;
            }
            case "held" -> {
                return machine.held();
            }
            case "receive" -> {
                return String.valueOf(machine.receive(words[1], Integer.parseInt(words[2])));
            }
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
        return "";
    }

    private void serve(OwnedFd listener) {
        try {
            while (true) {
                UnixSocket.awaitInput(listener, later());
                try (OwnedFd client = UnixSocket.accept(listener)) {
                    if (client != null) {
                        converse(client);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void converse(OwnedFd client) throws IOException {
        String first = greeting == null ? GREETING : greeting;
        greeting = null;
        say(client, first.equals("-") ? "" : first);
        StringBuilder input = new StringBuilder();
        while (true) {
            Received received = UnixSocket.receive(client, 65536);
            received.fds().forEach(machine::arrive);
            if (received.error() != null) {
                UnixSocket.awaitInput(client, later());
            } else if (received.endOfStream()) {
                return;
            }
            input.append(new String(received.bytes(), StandardCharsets.UTF_8));
            int end = input.indexOf("\n");
            if (end >= 0) {
                JsonObject command =
                        JsonParser.parseString(input.substring(0, end)).getAsJsonObject();
                input.delete(0, end + 1);
                if (!answer(client, command, !received.fds().isEmpty())) {
                    return;
                }
            }
        }
    }

    /** Returns whether the connection goes on. */
    private synchronized boolean answer(OwnedFd client, JsonObject command, boolean withDescriptor) throws IOException {
        String name = command.get("execute").getAsString();
        log.add(name + (withDescriptor ? "+" : ""));
        if (chatty) {
            say(client, EVENT);
        }
        String instead = next.remove(name);
        if (instead != null) {
            switch (instead) {
                case "drop" -> {
                    return false;
                }
                case "exit" -> Runtime.getRuntime().halt(1);
                case "garbage" -> say(client, "(qemu) what?");
                case "refuse" ->
                    refuse(client, command, new FakeMachine.RefusedException("GenericError", "told to refuse"));
                default -> {} // silence
            }
            return true;
        }
        try {
            JsonObject answer = new JsonObject();
            answer.add("return", machine.run(name, command.getAsJsonObject("arguments")));
            answer.add("id", command.get("id"));
            // QEMU tells an event before the answer to the command that caused it, or after it
            List<JsonObject> events = machine.takeEvents();
            int before = chatty ? events.size() : 0;
            for (JsonObject event : events.subList(0, before)) {
                say(client, event.toString());
            }
            say(client, answer.toString());
            for (JsonObject event : events.subList(before, events.size())) {
                say(client, event.toString());
            }
        } catch (FakeMachine.RefusedException e) {
            refuse(client, command, e);
        }
        return true;
    }

    private static void refuse(OwnedFd client, JsonObject command, FakeMachine.RefusedException refusal)
            throws IOException {
        JsonObject error = new JsonObject();
        error.addProperty("class", refusal.errorClass());
        error.addProperty("desc", refusal.getMessage());
        JsonObject answer = new JsonObject();
        answer.add("id", command.get("id"));
        answer.add("error", error);
        say(client, answer.toString());
    }

    private static void say(OwnedFd client, String text) throws IOException {
        if (!text.isEmpty()) {
            UnixSocket.send(client, (text + "\r\n").getBytes(StandardCharsets.UTF_8), 0, List.of());
        }
    }

    private static Deadline later() {
        return Deadline.after(Duration.ofHours(1));
    }
}
