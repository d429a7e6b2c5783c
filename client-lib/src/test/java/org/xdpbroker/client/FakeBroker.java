package org.xdpbroker.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;
import org.xdpbroker.protocol.varlink.MessageFramer;

/** The other end of a client's connection, which does as a test tells it: one client, one script. */
final class FakeBroker implements AutoCloseable {

    private static final int WAIT_MILLIS = 60_000;

    private final Path folder;
    private final Path path;
    private final OwnedFd listener;
    private CompletableFuture<Void> serving = CompletableFuture.completedFuture(null);

    FakeBroker() throws IOException {
        folder = Files.createTempDirectory("xdp-broker");
        path = folder.resolve("socket");
        listener = UnixSocket.listen(path.toString(), 1);
    }

    Path path() {
        return path;
    }

    /** What the broker does with its client, in a thread of its own. */
    interface Script {
        void play(Session session) throws IOException;
    }

    FakeBroker serving(Script script) {
        serving = CompletableFuture.runAsync(() -> {
            try (Session session = new Session(accept(listener))) {
                script.play(session);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return this;
    }

    /** Waits for the script's end and passes on what went wrong in it. */
    @Override
    public void close() throws IOException {
        try {
            serving.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IOException("the fake broker", e);
        } finally {
            listener.close();
            Files.delete(path);
            Files.delete(folder);
        }
    }

    private static OwnedFd accept(OwnedFd listener) throws IOException {
        await(listener);
        OwnedFd client = UnixSocket.accept(listener);
        if (client == null) {
            throw new IOException("no client came");
        }
        return client;
    }

    private static void await(OwnedFd fd) throws IOException {
        if (!new PollSet(fd.number()).await(WAIT_MILLIS)) {
            throw new IOException("nothing came in " + WAIT_MILLIS + " ms");
        }
    }

    /** A client's connection. */
    static final class Session implements AutoCloseable {

        private final OwnedFd socket;
        private final MessageFramer framer = new MessageFramer();

        private Session(OwnedFd socket) {
            this.socket = socket;
        }

        /** The client's next call. */
        JsonObject call() throws IOException {
            JsonObject call = framer.next();
            while (call == null) {
                await(socket);
                Received received = UnixSocket.receiveBytes(socket, 4096);
                if (received.endOfStream()) {
                    throw new IOException("the client left");
                }
                framer.add(received.bytes());
                call = framer.next();
            }
            return call;
        }

        /** Waits until the client closes. */
        void untilClientLeaves() throws IOException {
            await(socket);
        }

        void reply(String json) throws IOException {
            send((json + "\0").getBytes(StandardCharsets.UTF_8), List.of());
        }

        /** Sends a reply with that many descriptors, and returns the other end of each. */
        List<OwnedFd> replyWithDescriptors(String json, int count) throws IOException {
            List<OwnedFd> passed = new ArrayList<>();
            List<OwnedFd> kept = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                UnixSocket.Pair pair = UnixSocket.pair();
                passed.add(pair.first());
                kept.add(pair.second());
            }
            send((json + "\0").getBytes(StandardCharsets.UTF_8), passed);
            passed.forEach(OwnedFd::close);
            return kept;
        }

        void send(byte[] bytes, List<OwnedFd> fds) throws IOException {
            int sent = 0;
            PollSet writable = new PollSet(socket.number());
            writable.events(0, PollSet.POLLOUT);
            while (sent < bytes.length) {
                writable.await(WAIT_MILLIS);
                sent += UnixSocket.send(socket, bytes, sent, sent == 0 ? fds : List.of());
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
