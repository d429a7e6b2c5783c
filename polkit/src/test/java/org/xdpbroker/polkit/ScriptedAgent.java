package org.xdpbroker.polkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.polkit.bed.Account;
import org.xdpbroker.polkit.bed.PolkitBed;
import org.xdpbroker.polkit.bed.SubjectProcess;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;

/**
 * The dialog of a desktop, without the desktop: {@code org.freedesktop.PolicyKit1.AuthenticationAgent} for one process, which
 * does with each question what the test says. It is root, so it can say yes without a password.
 */
public final class ScriptedAgent implements AutoCloseable {

    private static final String AUTHORITY = "org.freedesktop.PolicyKit1";
    private static final String AUTHORITY_PATH = "/org/freedesktop/PolicyKit1/Authority";
    private static final String AUTHORITY_INTERFACE = "org.freedesktop.PolicyKit1.Authority";
    private static final String PATH = "/org/xdpbroker/polkit/ScriptedAgent";
    private static final int FIELD_SENDER = 7;

    /** What it does when it is asked. */
    public enum Behaviour {
        /** Enter the right password. */
        APPROVE,
        /** Close the dialog. */
        DISMISS,
        /** Look at it. */
        WAIT
    }

    private final OwnedFd socket;
    private final MessageFramer framer = new MessageFramer();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Deque<Dialog> looking = new ConcurrentLinkedDeque<>();
    private final List<String> cancelled = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile Behaviour behaviour;
    private volatile boolean registered;
    private volatile boolean closing;
    private int serial;
    private int registration;

    private record Dialog(Call call, String cookie) {}

    private record Call(int serial, String member, String sender, Unmarshaller body) {}

    private ScriptedAgent(OwnedFd socket, Behaviour behaviour) {
        this.socket = socket;
        this.behaviour = behaviour;
        thread = new Thread(this::serve, "scripted-agent");
        thread.setDaemon(true);
    }

    /** An agent for one process, registered. */
    public static ScriptedAgent start(PolkitBed bed, SubjectProcess subject, Behaviour behaviour) {
        try (Subject process = subject.subject()) {
            OwnedFd socket = UnixSocket.connect(bed.bus().address().substring("unix:path=".length()));
            ScriptedAgent agent = new ScriptedAgent(socket, behaviour);
            agent.introduce(process);
            agent.thread.start();
            Waiting.until("the agent is registered", () -> agent.registered);
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void behave(Behaviour next) {
        behaviour = next;
    }

    /** The texts of the dialogs so far. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Waits until as many dialogs as this were shown. */
    public void awaitAsked(int count) {
        Waiting.until("the agent is asked " + count + " times", () -> asked.size() >= count);
    }

    /** Waits until as many dialogs as this were taken back. */
    public void awaitCancelled(int count) {
        Waiting.until("the agent sees " + count + " cancelled", () -> cancelled.size() >= count);
    }

    /** Enters the right password into the last dialog it only looked at so far. */
    public void approveLast() {
        try {
            approve(looking.removeLast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Crashes. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
    }

    private void introduce(Subject process) throws IOException {
        String uid = HexFormat.of().formatHex("0".getBytes(StandardCharsets.US_ASCII));
        send(("\0AUTH EXTERNAL " + uid + "\r\n").getBytes(StandardCharsets.US_ASCII));
        Waiting.until("the bus lets the agent in", () -> receive().length > 0);
        send("BEGIN\r\n".getBytes(StandardCharsets.US_ASCII));
        call(
                new MethodCall("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", ""),
                new byte[0]);
        Marshaller body = new Marshaller();
        body.struct().string("unix-process").array(8, () -> {
            body.struct().string("pid").signature("u").uint32(process.pid());
            body.struct().string("start-time").signature("t").uint64(process.startTime());
        });
        body.string("C").string(PATH);
        registration = call(
                new MethodCall(
                        AUTHORITY, AUTHORITY_PATH, AUTHORITY_INTERFACE, "RegisterAuthenticationAgent", "(sa{sv})ss"),
                body.bytes());
    }

    private void serve() {
        try {
            while (!closing) {
                framer.add(receive());
                for (ByteBuffer bytes = framer.next(); bytes != null; bytes = framer.next()) {
                    BusMessage message = BusMessage.parse(bytes);
                    if (message.type() == BusMessage.METHOD_CALL) {
                        take(parseCall(bytes, message));
                    } else if (message.type() == BusMessage.ERROR) {
                        System.err.println("polkit refuses the agent: " + message.errorText());
                    } else if (message.replySerial() == registration) {
                        registered = true;
                    }
                }
                Waiting.sleep(5);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(Call call) throws IOException {
        if (call.member().equals("CancelAuthentication")) {
            cancelled.add(call.body().string());
            reply(call, null);
            return;
        }
        call.body().string(); // the action
        String message = call.body().string();
        call.body().string(); // the icon
        call.body().strings();
        String cookie = call.body().string();
        switch (behaviour) {
            case APPROVE -> approve(new Dialog(call, cookie));
            case DISMISS -> reply(call, "org.freedesktop.PolicyKit1.Error.Cancelled");
            case WAIT -> looking.add(new Dialog(call, cookie));
        }
        asked.add(message);
    }

    /** What the setuid helper does after PAM has taken the password; the older way, for which versions agree on the uid. */
    private void approve(Dialog dialog) throws IOException {
        Marshaller body = new Marshaller();
        body.string(dialog.cookie())
                .struct()
                .string("unix-user")
                .array(8, () -> body.struct().string("uid").signature("u").uint32(Account.USER.uid()));
        call(
                new MethodCall(
                        AUTHORITY, AUTHORITY_PATH, AUTHORITY_INTERFACE, "AuthenticationAgentResponse", "s(sa{sv})"),
                body.bytes());
        reply(dialog.call(), null);
    }

    private synchronized int call(MethodCall method, byte[] body) throws IOException {
        send(method.encode(++serial, body, 0));
        return serial;
    }

    private synchronized void reply(Call call, @Nullable String errorName) throws IOException {
        Marshaller message = new Marshaller();
        message.uint8('l')
                .uint8(errorName == null ? BusMessage.METHOD_RETURN : BusMessage.ERROR)
                .uint8(0)
                .uint8(1)
                .uint32(0)
                .uint32(++serial);
        message.array(8, () -> {
            message.struct().uint8(BusMessage.FIELD_REPLY_SERIAL).signature("u").uint32(call.serial());
            message.struct().uint8(BusMessage.FIELD_DESTINATION).signature("s").string(call.sender());
            if (errorName != null) {
                message.struct()
                        .uint8(BusMessage.FIELD_ERROR_NAME)
                        .signature("s")
                        .string(errorName);
            }
        });
        message.align(8);
        send(message.bytes());
    }

    private static Call parseCall(ByteBuffer bytes, BusMessage message) throws MalformedMessageException {
        Unmarshaller header =
                new Unmarshaller(bytes.order(ByteOrder.LITTLE_ENDIAN).position(12));
        String member = "";
        String sender = "";
        int end = header.arrayEnd();
        while (header.position() < end) {
            header.align(8);
            int field = header.uint8();
            String value =
                    switch (header.signature()) {
                        case "u" -> String.valueOf(header.uint32());
                        case "g" -> header.signature();
                        default -> header.string();
                    };
            member = field == BusMessage.FIELD_MEMBER ? value : member;
            sender = field == FIELD_SENDER ? value : sender;
        }
        return new Call(bytes.getInt(8), member, sender, new Unmarshaller(message.body()));
    }

    private void send(byte[] bytes) throws IOException {
        if (UnixSocket.send(socket, bytes, 0, List.of()) != bytes.length) {
            throw new IOException("the bus takes no more");
        }
    }

    private byte[] receive() {
        Received received = UnixSocket.receiveBytes(socket, 16 * 1024);
        closing |= received.endOfStream();
        return received.bytes();
    }
}
