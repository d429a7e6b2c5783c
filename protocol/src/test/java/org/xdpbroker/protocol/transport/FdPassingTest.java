package org.xdpbroker.protocol.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.RLimit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

class FdPassingTest {

    private static final byte[] MESSAGE = "message".getBytes(UTF_8);
    private static final int RLIMIT_NOFILE = 7;

    private Map<Integer, String> before;
    private OwnedFd here;
    private OwnedFd there;

    @BeforeEach
    void connect() throws IOException {
        before = OpenSockets.all();
        UnixSocket.Pair pair = UnixSocket.pair();
        here = pair.first();
        there = pair.second();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        here.close();
        there.close();
        assertThat(OpenSockets.all()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 59, 60, 61, 62, 252, 253})
    void passesDescriptors(int count) throws IOException {
        try (Sockets sockets = Sockets.open(count)) {
            assertThat(UnixSocket.send(here, MESSAGE, 0, sockets.fds)).isEqualTo(MESSAGE.length);
            Received received = UnixSocket.receive(there, 1000);
            assertThat(received.error()).isNull();
            assertThat(received.fdsLost()).isFalse();
            assertThat(received.endOfStream()).isFalse();
            assertThat(received.bytes()).isEqualTo(MESSAGE);
            assertThat(received.fds()).hasSize(count);
            for (int i = 0; i < count; i++) {
                OwnedFd fd = received.fds().get(i);
                assertThat(OpenSockets.identity(fd)).isEqualTo(OpenSockets.identity(sockets.fds.get(i)));
                assertThat(OpenSockets.isCloseOnExec(fd)).isTrue();
            }
            received.fds().forEach(OwnedFd::close);
            assertThat(sockets.fds).allMatch(OwnedFd::isOpen);
        }
    }

    @Test
    void passedDescriptorsWork() throws IOException {
        UnixSocket.Pair passed = UnixSocket.pair();
        UnixSocket.send(here, MESSAGE, 0, List.of(passed.first()));
        passed.first().close();
        OwnedFd received = UnixSocket.receive(there, 1000).fds().get(0);
        UnixSocket.send(received, "through".getBytes(UTF_8), 0, List.of());
        assertThat(UnixSocket.receiveBytes(passed.second(), 1000).bytes())
                .asString(UTF_8)
                .isEqualTo("through");
        received.close();
        assertThat(UnixSocket.receiveBytes(passed.second(), 1000).endOfStream()).isTrue();
        passed.second().close();
    }

    @Test
    void refusesOneDescriptorTooMany() throws IOException {
        try (Sockets sockets = Sockets.open(254)) {
            assertThatExceptionOfType(SystemCallException.class)
                    .isThrownBy(() -> UnixSocket.send(here, MESSAGE, 0, sockets.fds))
                    .withMessage("sendmsg of 7 bytes and 254 fds failed: EINVAL (Invalid argument)")
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
            assertThat(UnixSocket.receive(there, 1000).error()).isEqualTo(Errno.EAGAIN);
        }
    }

    @Test
    void descriptorsGoWithTheFirstByte() throws IOException {
        try (Sockets sockets = Sockets.open(3)) {
            UnixSocket.send(here, MESSAGE, 0, sockets.fds);
            Received first = UnixSocket.receive(there, 1);
            assertThat(first.bytes()).containsExactly('m');
            assertThat(first.fds()).hasSize(3);
            Received rest = UnixSocket.receive(there, 1000);
            assertThat(rest.bytes()).asString(UTF_8).isEqualTo("essage");
            assertThat(rest.fds()).isEmpty();
            first.fds().forEach(OwnedFd::close);
        }
    }

    @Test
    void messagesKeepTheirDescriptors() throws IOException {
        try (Sockets sockets = Sockets.open(3)) {
            UnixSocket.send(here, MESSAGE, 0, sockets.fds.subList(0, 1));
            UnixSocket.send(here, MESSAGE, 0, sockets.fds.subList(1, 3));
            List<Integer> counts = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (Received r = UnixSocket.receive(there, 1000); r.error() == null; r = UnixSocket.receive(there, 1000)) {
                counts.add(r.fds().size());
                text.append(new String(r.bytes(), UTF_8));
                r.fds().forEach(OwnedFd::close);
            }
            assertThat(text).hasToString("messagemessage");
            assertThat(counts).containsExactly(1, 2);
        }
    }

    @Test
    void aPartialSendPassesDescriptorsOnce() throws IOException {
        byte[] large = new byte[4 * 1024 * 1024];
        large[large.length - 1] = 1;
        try (Sockets sockets = Sockets.open(2)) {
            int sent = UnixSocket.send(here, large, 0, sockets.fds);
            assertThat(sent).isPositive().isLessThan(large.length);
            assertThat(UnixSocket.send(here, large, sent, List.of())).isZero();
            List<OwnedFd> fds = new ArrayList<>();
            int received = 0;
            byte last = 0;
            while (received < large.length) {
                Received part = UnixSocket.receive(there, 100_000);
                fds.addAll(part.fds());
                received += part.bytes().length;
                last = part.bytes().length > 0 ? part.bytes()[part.bytes().length - 1] : last;
                if (sent < large.length) {
                    sent += UnixSocket.send(here, large, sent, List.of());
                }
            }
            assertThat(last).isEqualTo((byte) 1);
            assertThat(fds).hasSize(2);
            fds.forEach(OwnedFd::close);
        }
    }

    @Test
    void receivingBytesOnlyDropsDescriptors() throws IOException {
        try (Sockets sockets = Sockets.open(253)) {
            Map<Integer, String> open = OpenSockets.all();
            UnixSocket.send(here, MESSAGE, 0, sockets.fds);
            Received received = UnixSocket.receiveBytes(there, 1000);
            assertThat(received.bytes()).isEqualTo(MESSAGE);
            assertThat(received.fds()).isEmpty();
            assertThat(OpenSockets.all()).isEqualTo(open);
        }
    }

    @Test
    void aDescriptorInFlightIsClosedWithTheSocket() throws IOException {
        UnixSocket.Pair passed = UnixSocket.pair();
        UnixSocket.send(here, MESSAGE, 0, List.of(passed.first()));
        passed.first().close();
        assertThat(UnixSocket.receiveBytes(passed.second(), 1).error()).isEqualTo(Errno.EAGAIN);
        there.close();
        assertThat(UnixSocket.receiveBytes(passed.second(), 1).endOfStream()).isTrue();
        passed.second().close();
    }

    @Test
    void tellsThatDescriptorsWereLost() throws IOException {
        passesDescriptors(1); // loads what the same again needs, as no file can be opened at the limit
        POSIX posix = POSIXFactory.getPOSIX();
        RLimit limit = posix.getrlimit(RLIMIT_NOFILE);
        long soft = limit.rlimCur();
        try (Sockets sockets = Sockets.open(20)) {
            UnixSocket.send(here, MESSAGE, 0, sockets.fds);
            OwnedFd lowestFree = here.duplicate();
            lowestFree.close();
            Received received;
            assertThat(posix.setrlimit(RLIMIT_NOFILE, lowestFreeAnd(lowestFree, 4), limit.rlimMax()))
                    .isZero();
            try {
                received = UnixSocket.receive(there, 1000);
            } finally {
                posix.setrlimit(RLIMIT_NOFILE, soft, limit.rlimMax());
            }
            assertThat(received.error()).isNull();
            assertThat(received.bytes()).isEqualTo(MESSAGE);
            assertThat(received.fdsLost()).isTrue();
            assertThat(received.fds()).hasSizeLessThanOrEqualTo(4);
            for (int i = 0; i < received.fds().size(); i++) {
                assertThat(OpenSockets.identity(received.fds().get(i)))
                        .isEqualTo(OpenSockets.identity(sockets.fds.get(i)));
            }
            received.fds().forEach(OwnedFd::close);
        }
    }

    private static long lowestFreeAnd(OwnedFd closed, int more) {
        return Long.parseLong(closed.toString().replaceAll("\\D", "")) + more;
    }
}
