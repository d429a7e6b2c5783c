package org.xdpbroker.tests.bed;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xdpbroker.polkit.bed.Waiting;

/**
 * A Varlink peer that shares no code with the project: bytes over java.nio, whose channels drop descriptors that come along.
 * It connects as the user of the tests, root, and is polite only as far as the test is. No wait is longer than
 * {@link Waiting#LIMIT}.
 */
public final class RawConnection implements AutoCloseable {

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private final ByteBuffer received = ByteBuffer.allocate(4096).flip();

    private RawConnection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    public static RawConnection to(RunningBroker broker) {
        return to(broker.socket());
    }

    public static RawConnection to(String path) {
        try {
            return new RawConnection(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call as text. */
    public static String call(String method, String parameters) {
        return "{\"method\":\"" + method + "\",\"parameters\":" + parameters + "}";
    }

    /** Sends messages, each ended by NUL, in one write. */
    public void send(String... messages) {
        sendBytes((String.join("\0", messages) + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are. */
    public void sendBytes(byte... bytes) {
        if (!offer(bytes)) {
            throw new AssertionError("the broker ended the connection or does not read");
        }
    }

    /** As {@link #sendBytes}; returns whether the broker took them, rather than end the connection. */
    public boolean offer(byte... bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            while (rest.hasRemaining()) {
                if (channel.write(rest) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
            return true;
        } catch (IOException e) {
            return false; // broken pipe, or connection reset
        }
    }

    /** Nothing more will be sent; replies may come. */
    public void halfClose() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next message. */
    public JsonObject receive() {
        return awaitMessage().orElseThrow(() -> new AssertionError("the broker ended the connection"));
    }

    /** Sends a call and receives a message. */
    public JsonObject ask(String method, String parameters) {
        send(call(method, parameters));
        return receive();
    }

    /** Waits for the end of the connection; a message that comes before it is a failure. */
    public void awaitEnd() {
        awaitMessage().ifPresent(message -> {
            throw new AssertionError("the broker answered: " + message);
        });
    }

    /**
     * The next message; empty at the end of the connection, be it orderly or a reset, as after bytes that the broker did not
     * want to read.
     */
    public Optional<JsonObject> awaitMessage() {
        while (true) {
            while (received.hasRemaining()) {
                byte b = received.get();
                if (b == 0) {
                    String message = begun.toString(StandardCharsets.UTF_8);
                    begun.reset();
                    return Optional.of(JsonParser.parseString(message).getAsJsonObject());
                }
                begun.write(b);
            }
            if (!refill()) {
                return Optional.empty();
            }
        }
    }

    /** Whether the broker has ended the connection or sent something, without waiting. */
    public boolean hasNews() {
        try {
            return received.hasRemaining() || selector.selectNow() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            selector.selectedKeys().clear();
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean refill() {
        received.clear();
        int count = 0;
        try {
            while (count == 0) {
                count = channel.read(received);
                if (count == 0) {
                    await(SelectionKey.OP_READ);
                }
            }
        } catch (IOException e) {
            count = -1; // connection reset
        }
        received.flip();
        return count > 0;
    }

    private void await(int operation) throws IOException {
        SelectionKey key = channel.keyFor(selector);
        key.interestOps(operation);
        int ready = selector.select(Waiting.LIMIT.toMillis());
        selector.selectedKeys().clear();
        key.interestOps(SelectionKey.OP_READ);
        if (ready == 0) {
            throw new AssertionError("waited " + Waiting.LIMIT.toSeconds() + " s in vain for the broker");
        }
    }
}
