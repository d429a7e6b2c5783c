package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Deadline;
import org.xdpbroker.protocol.transport.UnixSocket;

/** A listening socket that outlives the brokers it is passed to, as a service manager keeps it: root's, in root's folder. */
public final class SocketUnit implements AutoCloseable {

    private final String path;
    private final OwnedFd socket;
    private final List<Integer> exitCodes = new CopyOnWriteArrayList<>();
    private @Nullable Thread activator;
    private volatile boolean closed;

    private SocketUnit(String path, OwnedFd socket) {
        this.path = path;
        this.socket = socket;
    }

    public static SocketUnit listen() {
        Path path = Stage.get().room().resolve("socket");
        try {
            OwnedFd socket = UnixSocket.listen(path.toString(), 128);
            Programs.run("chmod", "666", path.toString()).orFail();
            return new SocketUnit(path.toString(), socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String path() {
        return path;
    }

    /** The socket, which stays this one's. */
    public OwnedFd socket() {
        return socket;
    }

    /** Whether somebody has connected whom no broker has taken in. */
    public boolean hasCaller() {
        try {
            return UnixSocket.awaitInput(socket, Deadline.after(Duration.ZERO));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on starts a broker whenever somebody waits and none runs. */
    public void activate(Supplier<RunningBroker> start) {
        activator = new Thread(() -> serve(start), "activator");
        activator.start();
    }

    /** How the brokers that {@link #activate} started have ended so far. */
    public List<Integer> exitCodes() {
        return List.copyOf(exitCodes);
    }

    @Override
    public void close() {
        closed = true;
        if (activator != null) {
            try {
                activator.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        socket.close();
    }

    private void serve(Supplier<RunningBroker> start) {
        try {
            while (!closed) {
                if (UnixSocket.awaitInput(socket, Deadline.after(Duration.ofMillis(100)))) {
                    RunningBroker broker = start.get();
                    exitCodes.add(broker.awaitExit());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
