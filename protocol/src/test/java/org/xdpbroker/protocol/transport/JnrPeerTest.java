package org.xdpbroker.protocol.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jnr.posix.CmsgHdr;
import jnr.posix.MsgHdr;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.posix.OwnedFd;

/** The transport against a peer that shares no code with it: jnr-posix and jnr-unixsocket. */
class JnrPeerTest {

    private static final POSIX POSIX_CALLS = POSIXFactory.getPOSIX();
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x8;
    private static final int CMSG_HEADER = 16;

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
    @ValueSource(ints = {1, 60, 61, 253})
    void jnrReceivesWhatWeSend(int count) throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        try (OwnedFd ours = pair.first();
                OwnedFd theirs = pair.second();
                Sockets sockets = Sockets.open(count)) {
            UnixSocket.send(ours, "to jnr".getBytes(UTF_8), 0, sockets.fds);
            ByteBuffer text = ByteBuffer.allocateDirect(100);
            MsgHdr message = POSIX_CALLS.allocateMsgHdr();
            message.setIov(new ByteBuffer[] {text});
            CmsgHdr control =
                    message.allocateControl(4 * count); // reachable until the end: the header does not keep it
            assertThat(POSIX_CALLS.recvmsg(theirs.number(), message, 0)).isEqualTo(6);
            assertThat(message.getFlags() & MSG_CTRUNC).isZero();
            assertThat(control.getLevel()).isEqualTo(SOL_SOCKET);
            assertThat(control.getType()).isEqualTo(SCM_RIGHTS);
            assertThat(control.getLen()).isEqualTo(CMSG_HEADER + 4 * count);
            ByteBuffer numbers = control.getData().order(ByteOrder.nativeOrder());
            for (OwnedFd sent : sockets.fds) {
                try (OwnedFd received = new OwnedFd(numbers.getInt())) {
                    assertThat(OpenSockets.identity(received)).isEqualTo(OpenSockets.identity(sent));
                }
            }
            byte[] bytes = new byte[6];
            text.get(bytes);
            assertThat(bytes).asString(UTF_8).isEqualTo("to jnr");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 61, 253})
    void weReceiveWhatJnrSends(int count) throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        try (OwnedFd ours = pair.first();
                OwnedFd theirs = pair.second();
                Sockets sockets = Sockets.open(count)) {
            ByteBuffer text = ByteBuffer.allocateDirect(8);
            text.put("from jnr".getBytes(UTF_8)).flip();
            ByteBuffer numbers = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
            sockets.fds.forEach(fd -> numbers.putInt(fd.number()));
            numbers.flip();
            MsgHdr message = POSIX_CALLS.allocateMsgHdr();
            message.setIov(new ByteBuffer[] {text});
            CmsgHdr control = message.allocateControl(4 * count);
            control.setLevel(SOL_SOCKET);
            control.setType(SCM_RIGHTS);
            control.setData(numbers);
            assertThat(POSIX_CALLS.sendmsg(theirs.number(), message, 0)).isEqualTo(8);
            assertThat(control.getLen()).isEqualTo(CMSG_HEADER + 4 * count);

            Received received = UnixSocket.receive(ours, 100);
            assertThat(received.bytes()).asString(UTF_8).isEqualTo("from jnr");
            assertThat(received.fdsLost()).isFalse();
            assertThat(received.fds()).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(OpenSockets.identity(received.fds().get(i)))
                        .isEqualTo(OpenSockets.identity(sockets.fds.get(i)));
                assertThat(OpenSockets.isCloseOnExec(received.fds().get(i))).isTrue();
            }
            received.fds().forEach(OwnedFd::close);
        }
    }

    @Test
    void jnrConnectsToOurListener() throws IOException {
        Path path = folder.resolve("ours");
        try (OwnedFd listener = UnixSocket.listen(path.toString(), 1);
                UnixSocketChannel client = UnixSocketChannel.open(new UnixSocketAddress(path.toFile()))) {
            try (OwnedFd server = UnixSocket.accept(listener)) {
                assertThat(server).isNotNull();
                client.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
                assertThat(UnixSocket.receive(server, 100).bytes())
                        .asString(UTF_8)
                        .isEqualTo("hello");
                assertThat(PeerCredentials.of(server).pid())
                        .isEqualTo(client.socket().getCredentials().getPid());
                UnixSocket.send(server, "welcome".getBytes(UTF_8), 0, List.of());
                ByteBuffer answer = ByteBuffer.allocate(100);
                assertThat(client.read(answer)).isEqualTo(7);
            }
        }
    }

    @Test
    void weConnectToJnrsListener() throws IOException {
        Path path = folder.resolve("theirs");
        try (UnixServerSocketChannel listener = UnixServerSocketChannel.open()) {
            listener.socket().bind(new UnixSocketAddress(path.toFile()));
            try (OwnedFd client = UnixSocket.connect(path.toString());
                    UnixSocketChannel server = listener.accept()) {
                UnixSocket.send(client, "hello".getBytes(UTF_8), 0, List.of());
                ByteBuffer received = ByteBuffer.allocate(100);
                assertThat(server.read(received)).isEqualTo(5);
                server.write(ByteBuffer.wrap("welcome".getBytes(UTF_8)));
                assertThat(UnixSocket.receiveBytes(client, 100).bytes())
                        .asString(UTF_8)
                        .isEqualTo("welcome");
                assertThat(server.socket().getCredentials().getUid())
                        .isEqualTo(PeerCredentials.of(client).uid());
            }
        }
    }
}
