package org.xdpbroker.polkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;

/**
 * A connection to a message bus that never waits. It calls methods and takes their replies; everything else the bus delivers
 * is dropped. Only the thread that made it may use it.
 */
final class BusConnection implements AutoCloseable {

    private static final int READ_BYTES = 16 * 1024;
    /** The longest line of a server in the handshake; an OK has 36 bytes. */
    private static final int MAX_LINES = 1024;

    private static final int HELLO_SERIAL = 1;

    private final OwnedFd socket;
    private final Deque<Outgoing> outgoing = new ArrayDeque<>();
    private final MessageFramer framer = new MessageFramer();
    private StringBuilder lines = new StringBuilder();
    private State state = State.AUTHENTICATING;
    private boolean passesFds;
    private int lastSerial = HELLO_SERIAL;

    private enum State {
        AUTHENTICATING,
        GREETING,
        READY
    }

    /** A message, or the rest of it, with a descriptor that goes with its first byte. */
    @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
    private record Outgoing(int serial, byte[] bytes, int offset, List<OwnedFd> fds) {}

    private BusConnection(OwnedFd socket) {
        this.socket = socket;
    }

    /**
     * Connects and begins the handshake: SASL EXTERNAL, by which the bus takes the uid from the socket.
     *
     * @throws IOException if nobody listens there
     */
    static BusConnection connect(BusAddress address) throws IOException {
        BusConnection connection = new BusConnection(UnixSocket.connect(address.path()));
        String uid = Integer.toUnsignedString(Libc.get().geteuid());
        String hex = HexFormat.of().formatHex(uid.getBytes(StandardCharsets.US_ASCII));
        String handshake = "\0AUTH EXTERNAL " + hex + "\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n";
        connection.outgoing.add(new Outgoing(0, handshake.getBytes(StandardCharsets.US_ASCII), 0, List.of()));
        connection.outgoing.add(new Outgoing(
                HELLO_SERIAL,
                new MethodCall("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", "")
                        .encode(HELLO_SERIAL, new byte[0], 0),
                0,
                List.of()));
        return connection;
    }

    OwnedFd socket() {
        return socket;
    }

    boolean wantsToWrite() {
        return !outgoing.isEmpty();
    }

    /** Whether the bus has let us in. Before that it may lose descriptors, so nothing is to be called. */
    boolean isReady() {
        return state == State.READY;
    }

    /** Whether descriptors can be passed; known when it is ready. */
    boolean passesFds() {
        return passesFds;
    }

    /**
     * Calls a method, soon.
     *
     * @param fds to go with the message; borrowed until it is sent, withdrawn or the connection closed
     * @return the serial number of the call, by which the reply tells what it answers
     */
    int call(MethodCall method, byte[] body, List<OwnedFd> fds) {
        int serial = ++lastSerial == 0 ? ++lastSerial : lastSerial; // 0 is not a serial number
        outgoing.add(new Outgoing(serial, method.encode(serial, body, fds.size()), 0, fds));
        return serial;
    }

    /** Takes a call back; returns false if it is on its way already. */
    boolean withdraw(int serial) {
        return outgoing.removeIf(message -> message.serial() == serial && message.offset() == 0);
    }

    /**
     * Sends what can be sent.
     *
     * @throws IOException if the connection is lost
     */
    void write() throws IOException {
        while (!outgoing.isEmpty()) {
            Outgoing message = outgoing.removeFirst();
            int sent = UnixSocket.send(
                    socket, message.bytes(), message.offset(), message.offset() == 0 ? message.fds() : List.of());
            int offset = message.offset() + sent;
            if (offset < message.bytes().length) {
                outgoing.addFirst(new Outgoing(message.serial(), message.bytes(), offset, message.fds()));
                return;
            }
        }
    }

    /**
     * Receives what is there.
     *
     * @return replies and errors, in order
     * @throws IOException if the connection is lost, or the other side speaks something else
     */
    List<BusMessage> read() throws IOException {
        Received received = UnixSocket.receiveBytes(socket, READ_BYTES);
        Errno error = received.error();
        if (error != null) {
            if (error.equals(Errno.EAGAIN) || error.equals(Errno.EINTR)) {
                return List.of();
            }
            throw new IOException("recv failed: " + error);
        }
        if (received.endOfStream()) {
            throw new IOException("it closed the connection");
        }
        framer.add(state == State.AUTHENTICATING ? afterHandshake(received.bytes()) : received.bytes());
        return state == State.AUTHENTICATING ? List.of() : messages();
    }

    @Override
    public void close() {
        outgoing.clear();
        socket.close();
    }

    private List<BusMessage> messages() throws IOException {
        List<BusMessage> replies = new ArrayList<>();
        for (ByteBuffer bytes = framer.next(); bytes != null; bytes = framer.next()) {
            BusMessage message = parse(bytes);
            if (message == null || message.replySerial() == 0) {
                continue; // a call or a signal: nothing here was asked for
            }
            if (message.replySerial() == HELLO_SERIAL) {
                if (message.type() == BusMessage.ERROR) {
                    throw new IOException("it refused the connection: " + message.errorText());
                }
                state = State.READY;
            } else {
                replies.add(message);
            }
        }
        return replies;
    }

    /** What someone else made up must not cost the connection, so what cannot be understood is dropped. */
    private static @Nullable BusMessage parse(ByteBuffer bytes) {
        try {
            return BusMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            return null;
        }
    }

    /** Takes the two lines of the handshake; returns the bytes after them. */
    private byte[] afterHandshake(byte[] bytes) throws IOException {
        lines.append(new String(bytes, StandardCharsets.ISO_8859_1));
        int first = lines.indexOf("\r\n");
        if (first >= 0 && !lines.substring(0, first).startsWith("OK ")) {
            throw new IOException("it does not let this user in: " + lines.substring(0, Math.min(first, 100)));
        }
        int second = first < 0 ? -1 : lines.indexOf("\r\n", first + 2);
        if (second < 0) {
            if (lines.length() > MAX_LINES) {
                throw new IOException("it does not speak D-Bus");
            }
            return new byte[0];
        }
        passesFds = lines.substring(first + 2, second).equals("AGREE_UNIX_FD");
        byte[] rest = lines.substring(second + 2).getBytes(StandardCharsets.ISO_8859_1);
        lines = new StringBuilder();
        state = State.GREETING;
        return rest;
    }
}
