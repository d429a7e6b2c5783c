package org.xdpbroker.polkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.UnixSocket;

/** The other side of a connection to a bus, which does what no good bus does. */
final class FakeBus implements AutoCloseable {

    static final String LETS_IN = "OK 0123456789abcdef0123456789abcdef\r\nAGREE_UNIX_FD\r\n";

    private final Path folder;
    private final OwnedFd listener;
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closing;

    /** What it does with a connection. */
    interface Manners {
        void serve(Peer peer) throws IOException;
    }

    FakeBus(Manners manners) throws IOException {
        folder = Files.createTempDirectory("xdp-broker-fake-bus");
        listener = UnixSocket.listen(folder.resolve("bus").toString(), 16);
        thread = new Thread(() -> serve(manners), "fake-bus");
        thread.setDaemon(true);
        thread.start();
    }

    PolkitAuthority authority(Duration timeout) throws SystemCallException {
        return new PolkitAuthority("unix:path=" + folder.resolve("bus"), timeout);
    }

    /** How many connections there were. */
    int connections() {
        return connections.get();
    }

    /** This process as a subject. */
    static Subject self() throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        try (OwnedFd first = pair.first();
                OwnedFd second = pair.second()) {
            assert second.isOpen();
            return Subject.ofPeer(first, PeerCredentials.of(first));
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.close();
        Files.delete(folder.resolve("bus"));
        Files.delete(folder);
    }

    private void serve(Manners manners) {
        while (!closing) {
            try (OwnedFd socket = UnixSocket.accept(listener)) {
                if (socket == null) {
                    Waiting.sleep(2);
                } else {
                    connections.incrementAndGet();
                    manners.serve(new Peer(socket));
                }
            } catch (IOException e) {
                // the client has gone, which is what some of these tests are about
            }
        }
    }

    /** The client's end, as this bus sees it. */
    final class Peer {
        private final OwnedFd socket;
        private final MessageFramer framer = new MessageFramer();
        private final StringBuilder handshake = new StringBuilder();
        private boolean begun;

        private Peer(OwnedFd socket) {
            this.socket = socket;
        }

        /** Waits until the test is over. */
        void doNothing() {
            while (!closing) {
                Waiting.sleep(2);
            }
        }

        void send(byte[] bytes) throws IOException {
            for (int sent = 0; sent < bytes.length && !closing; ) {
                sent += UnixSocket.send(socket, bytes, sent, List.of());
            }
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Waits for a call; returns its serial number. */
        int call() throws IOException {
            while (!closing) {
                ByteBuffer message = framer.next();
                if (message != null) {
                    return message.order(ByteOrder.LITTLE_ENDIAN).getInt(8);
                }
                byte[] bytes = UnixSocket.receiveBytes(socket, 4096).bytes();
                framer.add(begun ? bytes : afterHandshake(bytes));
                Waiting.sleep(1);
            }
            throw new UncheckedIOException(new IOException("the test is over"));
        }

        /** Lets it in, as a good bus does. */
        void greet() throws IOException {
            send(LETS_IN);
            send(reply(call(), "", new byte[0]));
        }

        private byte[] afterHandshake(byte[] bytes) {
            handshake.append(new String(bytes, StandardCharsets.ISO_8859_1));
            int begin = handshake.indexOf("BEGIN\r\n");
            if (begin < 0) {
                return new byte[0];
            }
            begun = true;
            return handshake.substring(begin + 7).getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** A method return. */
    static byte[] reply(int serial, String signature, byte[] body) {
        Marshaller message = new Marshaller();
        message.uint8('l')
                .uint8(BusMessage.METHOD_RETURN)
                .uint8(1)
                .uint8(1)
                .uint32(body.length)
                .uint32(77);
        message.array(8, () -> {
            message.struct().uint8(BusMessage.FIELD_REPLY_SERIAL).signature("u").uint32(serial);
            if (!signature.isEmpty()) {
                message.struct()
                        .uint8(BusMessage.FIELD_SIGNATURE)
                        .signature("g")
                        .signature(signature);
            }
        });
        message.align(8);
        return message.raw(body).bytes();
    }

    /** A reply to CheckAuthorization that says yes. */
    static byte[] yes(int serial) {
        Marshaller body = new Marshaller();
        body.struct().bool(true).bool(false).array(8, () -> {});
        return reply(serial, "(bba{ss})", body.bytes());
    }
}
