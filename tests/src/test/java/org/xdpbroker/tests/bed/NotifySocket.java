package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;

/** The service manager's end of sd_notify(3): a datagram socket that any user may write to. */
public final class NotifySocket implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int ROOM = 4096;

    private final Path path;
    private final OwnedFd socket;

    private NotifySocket(Path path, OwnedFd socket) {
        this.path = path;
        this.socket = socket;
    }

    public static NotifySocket open() {
        Path path = Stage.get().room().resolve("notify");
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        byte[] address = ByteBuffer.allocate(Short.BYTES + name.length + 1)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(name)
                .array();
        try {
            OwnedFd socket = OwnedFd.of(Libc.get().socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket(AF_UNIX)");
            if (Libc.get().bind(socket.number(), address, address.length) < 0) {
                throw SystemCallException.last("bind(" + path + ")");
            }
            Programs.run("chmod", "666", path.toString()).orFail();
            return new NotifySocket(path, socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For NOTIFY_SOCKET. */
    public String address() {
        return path.toString();
    }

    /** The next message. */
    public String receive() {
        List<String> messages = new ArrayList<>();
        Waiting.until("a message for the service manager", () -> {
            poll().ifPresent(messages::add);
            return !messages.isEmpty();
        });
        return messages.get(0);
    }

    /** The next message that has this line, waited for; those before it are passed over. */
    public String await(String line) {
        String message = receive();
        while (message.lines().noneMatch(line::equals)) {
            message = receive();
        }
        return message;
    }

    /** Waits until nothing came for as long. */
    public void awaitSilence(long millis) {
        long[] since = {System.nanoTime()};
        Waiting.until("the service manager hears nothing", () -> {
            if (poll().isPresent()) {
                since[0] = System.nanoTime();
            }
            return System.nanoTime() - since[0] > TimeUnit.MILLISECONDS.toNanos(millis);
        });
    }

    private Optional<String> poll() {
        Received message = take();
        message.fds().forEach(OwnedFd::close);
        return message.error() == null
                ? Optional.of(new String(message.bytes(), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** The next message with its descriptors, or an error where there is none. */
    Received take() {
        return UnixSocket.receive(socket, ROOM);
    }

    @Override
    public void close() {
        socket.close();
    }
}
