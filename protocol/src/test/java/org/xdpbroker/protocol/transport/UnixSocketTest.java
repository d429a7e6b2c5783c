package org.xdpbroker.protocol.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

class UnixSocketTest {

    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private Map<Integer, String> before;

    @BeforeEach
    void count() {
        before = OpenSockets.all();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(OpenSockets.all()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s", "with space", "größe-🐧", "@not-abstract"})
    void listensConnectsAndAccepts(String name) throws IOException {
        String path = folder + "/" + name;
        try (OwnedFd listener = UnixSocket.listen(path, 5)) {
            assertThat(UnixSocket.accept(listener)).isNull();
            assertThat(Files.readString(Path.of("/proc/net/unix"))).contains(" " + path + "\n");
            try (OwnedFd client = UnixSocket.connect(path);
                    OwnedFd server = accepted(listener)) {
                assertThat(UnixSocket.accept(listener)).isNull();
                for (OwnedFd fd : List.of(listener, client, server)) {
                    assertThat(OpenSockets.isCloseOnExec(fd)).isTrue();
                }
                UnixSocket.send(client, HELLO, 0, List.of());
                UnixSocket.send(server, HELLO, 2, List.of());
                assertThat(UnixSocket.receive(server, 100).bytes()).isEqualTo(HELLO);
                assertThat(UnixSocket.receiveBytes(client, 100).bytes())
                        .asString(UTF_8)
                        .isEqualTo("llo");
            }
        }
    }

    @Test
    void aPathHas1To107Bytes() throws IOException {
        String longest = folder + "/" + "x".repeat(107 - folder.toString().length() - 1);
        UnixSocket.listen(longest, 1).close();
        for (String path : List.of("", longest + "x", folder + "/" + "ü".repeat(54), folder + "/a\0b")) {
            assertThatThrownBy(() -> UnixSocket.listen(path, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("1 to 107 without NUL are possible (unix(7)). Choose a shorter path.");
            assertThatThrownBy(() -> UnixSocket.connect(path)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void tellsWhyNotInTheKernelsWords() throws IOException {
        String path = folder + "/s";
        assertFails(() -> UnixSocket.connect(path), Errno.ENOENT, "connect(" + path + ")");
        assertFails(() -> UnixSocket.listen(folder + "/none/s", 1), Errno.ENOENT, "bind(" + folder + "/none/s)");
        OwnedFd listener = UnixSocket.listen(path, 1);
        assertFails(() -> UnixSocket.listen(path, 1), new Errno(98), "bind(" + path + ")");
        listener.close();
        assertFails(() -> UnixSocket.connect(path), Errno.ECONNREFUSED, "connect(" + path + ")");
    }

    @Test
    void aFullQueueIsTold() throws IOException {
        String path = folder + "/s";
        try (OwnedFd listener = UnixSocket.listen(path, 0);
                OwnedFd waiting = UnixSocket.connect(path)) {
            assertThat(waiting.isOpen()).isTrue();
            assertFails(() -> UnixSocket.connect(path), Errno.EAGAIN, "connect(" + path + ")");
            accepted(listener).close();
        }
    }

    @Test
    void anEndIsTold() throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        assertThat(UnixSocket.receive(pair.first(), 10).error()).isEqualTo(Errno.EAGAIN);
        assertThat(UnixSocket.receiveBytes(pair.first(), 10).error()).isEqualTo(Errno.EAGAIN);
        UnixSocket.send(pair.second(), HELLO, 0, List.of());
        pair.second().close();
        assertThat(UnixSocket.receive(pair.first(), 10).bytes()).isEqualTo(HELLO);
        assertThat(UnixSocket.receive(pair.first(), 10).endOfStream()).isTrue();
        assertThat(UnixSocket.receiveBytes(pair.first(), 10).endOfStream()).isTrue();
        assertFails(
                () -> UnixSocket.send(pair.first(), HELLO, 0, List.of()), Errno.EPIPE, "sendmsg of 5 bytes and 0 fds");
        pair.first().close();
    }

    @Test
    void aResetIsToldOnce() throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        UnixSocket.send(pair.first(), HELLO, 0, List.of());
        pair.second().close();
        Received reset = UnixSocket.receive(pair.first(), 10);
        assertThat(reset.error()).isEqualTo(Errno.ECONNRESET);
        assertThat(reset.endOfStream()).isFalse();
        assertThat(UnixSocket.receive(pair.first(), 10).endOfStream()).isTrue();
        pair.first().close();
    }

    @Test
    void refusedInputFailsAtThePeer() throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        UnixSocket.refuseInput(pair.first());
        assertFails(
                () -> UnixSocket.send(pair.second(), HELLO, 0, List.of()), Errno.EPIPE, "sendmsg of 5 bytes and 0 fds");
        UnixSocket.send(pair.first(), HELLO, 0, List.of());
        assertThat(UnixSocket.receive(pair.second(), 10).bytes()).isEqualTo(HELLO);
        pair.first().close();
        pair.second().close();
    }

    private static OwnedFd accepted(OwnedFd listener) throws IOException {
        OwnedFd connection = UnixSocket.accept(listener);
        if (connection == null) {
            throw new IOException("no connection waits");
        }
        return connection;
    }

    private static void assertFails(ThrowingCallable call, Errno errno, String operation) {
        assertThatExceptionOfType(SystemCallException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.errno()).isEqualTo(errno);
            assertThat(e.operation()).isEqualTo(operation);
            assertThat(e).hasMessage(operation + " failed: " + errno);
        });
    }
}
