package org.xdpbroker.cli.qemu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.UnixSocket;

/** Two queues of eth0, from 2 on, in skb mode, whose sockets are any. */
final class FakeLease implements QemuLease, AutoCloseable {

    private final List<OwnedFd> sockets = new ArrayList<>();
    private final OwnedFd descriptor;
    private @Nullable IOException activation;
    private @Nullable IOException endFailure;
    private boolean active;
    private boolean ended;

    FakeLease() throws IOException {
        UnixSocket.Pair pair = UnixSocket.pair();
        descriptor = pair.first();
        sockets.add(pair.second());
        sockets.add(descriptor.duplicate());
    }

    FakeLease failingToActivate(String message) {
        activation = new IOException(message);
        return this;
    }

    FakeLease failingToEnd(String message) {
        endFailure = new IOException(message);
        return this;
    }

    boolean isActive() {
        return active;
    }

    boolean isEnded() {
        return ended;
    }

    boolean socketsAreClosed() {
        return sockets.stream().noneMatch(OwnedFd::isOpen);
    }

    @Override
    public LeaseDescription description() {
        return new LeaseDescription(
                "a1",
                "eth0",
                7,
                1000,
                4711,
                IntStream.of(2, 3)
                        .mapToObj(queue -> new QueueDescription(queue, null))
                        .toList(),
                AttachMode.SKB,
                null,
                Handover.UNBOUND,
                "granted",
                "1970-01-01T00:00:00Z",
                null,
                0);
    }

    @Override
    public List<OwnedFd> takeSockets() {
        return sockets;
    }

    @Override
    public OwnedFd descriptor() {
        return descriptor;
    }

    @Override
    public void activate() throws IOException {
        if (activation != null) {
            throw activation;
        }
        active = true;
    }

    @Override
    public void end() throws IOException {
        if (endFailure != null) {
            throw endFailure;
        }
        ended = true;
    }

    @Override
    public void close() {
        sockets.forEach(OwnedFd::close);
        descriptor.close();
    }
}
