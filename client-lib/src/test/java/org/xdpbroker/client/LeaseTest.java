package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.LeaseEvent;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.UnixSocket;

class LeaseTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String UP = "{\"kind\":\"interfaceUp\",\"leaseId\":\"L7\",\"interface\":\"eth0\"}\0";
    private static final String ENDED =
            "{\"kind\":\"ended\",\"leaseId\":\"L7\",\"interface\":\"eth0\",\"reason\":\"revoked: lunch\"}\0";

    private OpenDescriptors descriptors;

    @BeforeEach
    void count() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {});
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThat(client).isNotNull(); // what is opened once and for all is open now
        }
        descriptors = OpenDescriptors.now();
    }

    @AfterEach
    void nothingLeaks() throws IOException {
        descriptors.areTheSameAgain();
    }

    /** What to do with a granted lease, while the broker has the other end of its descriptor. */
    private interface Holder {
        void hold(Lease lease, OwnedFd brokersEnd) throws IOException;
    }

    private static void withLease(Holder holder) throws IOException {
        CompletableFuture<OwnedFd> leaseEnd = new CompletableFuture<>();
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    List<OwnedFd> kept = session.replyWithDescriptors(Replies.TWO_QUEUES, 3);
                    leaseEnd.complete(kept.get(0));
                    session.untilClientLeaves();
                    kept.forEach(OwnedFd::close);
                });
                XdpBroker client = XdpBroker.connect(broker.path());
                Lease lease = client.request(LeaseRequest.of("eth0").withQueues(2))) {
            holder.hold(lease, leaseEnd.join());
        }
    }

    private static void tell(OwnedFd brokersEnd, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(UnixSocket.send(brokersEnd, bytes, 0, List.of())).isEqualTo(bytes.length);
    }

    @Test
    void waitingForTheEndEndsWhenAnotherThreadClosesAtWhateverMoment() throws Exception {
        for (int round = 0; round < 2000; round++) {
            UnixSocket.Pair pair = UnixSocket.pair();
            try (OwnedFd brokersEnd = pair.second()) {
                assertThat(brokersEnd.isOpen()).isTrue();
                LeaseEvents events = new LeaseEvents(pair.first());
                CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                    try {
                        while (!events.awaitEnd(Duration.ofMillis(1))) {
                            Thread.onSpinWait();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                for (int i = 0; i < round; i++) {
                    Thread.onSpinWait();
                }
                events.close();
                waiting.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void itTellsWhatWasGranted() throws IOException {
        withLease((lease, brokersEnd) -> {
            assertThat(lease.id()).isEqualTo("L7");
            assertThat(lease.interfaceName()).isEqualTo("eth0");
            assertThat(lease.ifindex()).isEqualTo(4);
            assertThat(lease.queues()).containsExactly(0, 1);
            assertThat(lease.attachMode()).isEqualTo(AttachMode.SKB);
            assertThat(lease.fallbackReason()).contains("EOPNOTSUPP");
            assertThat(lease.rule()).contains("lab");
            assertThat(lease.isEnded()).isFalse();
            assertThat(lease.endReason()).isEmpty();
        });
    }

    @Test
    void aSocketIsTakenOnceAndClosedByItsTaker() throws IOException {
        withLease((lease, brokersEnd) -> {
            OwnedFd socket = lease.takeSocket(1);
            assertThatThrownBy(() -> lease.takeSocket(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> lease.takeSocket(2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[0, 1]");
            lease.close();
            assertThat(socket.isOpen()).isTrue();
            assertThatThrownBy(() -> lease.takeSocket(0)).isInstanceOf(IllegalStateException.class);
            socket.close();
        });
    }

    @Test
    void closingItIsSeenByTheBrokerAndEndsIt() throws IOException {
        withLease((lease, brokersEnd) -> {
            lease.close();
            assertThat(UnixSocket.receiveBytes(brokersEnd, 1).endOfStream()).isTrue();
            assertThat(lease.isEnded()).isTrue();
            assertThat(lease.endReason()).contains("the lease was closed by this program");
            assertThat(lease.leaseFd().isOpen()).isFalse();
            lease.close();
        });
    }

    @Test
    void eventsComeInOrderAndTheLastIsTheEnd() throws IOException {
        withLease((lease, brokersEnd) -> {
            assertThat(lease.pollEvent()).isEmpty();
            assertThat(lease.awaitEvent(Duration.ofMillis(20))).isEmpty();
            tell(brokersEnd, UP + ENDED);
            assertThat(lease.awaitEvent(LONG))
                    .hasValueSatisfying(event -> assertThat(event.kind()).isEqualTo(LeaseEvent.Kind.INTERFACE_UP));
            assertThat(lease.pollEvent())
                    .hasValueSatisfying(event -> assertThat(event.kind()).isEqualTo(LeaseEvent.Kind.ENDED));
            assertThat(lease.awaitEvent(LONG)).isEmpty();
            assertThat(lease.endReason()).contains("revoked: lunch");
        });
    }

    @Test
    void theEndIsWaitedForAndEventsAreKept() throws IOException {
        withLease((lease, brokersEnd) -> {
            tell(brokersEnd, UP);
            assertThat(lease.awaitEnd(Duration.ofMillis(20))).isFalse();
            tell(brokersEnd, ENDED);
            assertThat(lease.awaitEnd(LONG)).isTrue();
            assertThat(lease.pollEvent()).isPresent();
            assertThatExceptionOfType(LeaseEndedException.class)
                    .isThrownBy(() -> lease.awaitReadable(-1))
                    .withMessage("revoked: lunch");
        });
    }

    @Test
    void aWaitForPacketsEndsWithTheLease() throws IOException {
        withLease((lease, brokersEnd) -> {
            tell(brokersEnd, UP);
            assertThat(lease.awaitReadable(10_000)).isFalse();
            assertThat(lease.awaitReadable(10)).isFalse();
            tell(brokersEnd, ENDED);
            assertThatExceptionOfType(LeaseEndedException.class).isThrownBy(() -> lease.awaitReadable(10_000));
        });
    }

    @Test
    void aBrokerThatGoesAwayEndsIt() throws IOException {
        withLease((lease, brokersEnd) -> {
            brokersEnd.close();
            assertThat(lease.awaitEnd(LONG)).isTrue();
            assertThat(lease.endReason()).contains("the broker went away");
        });
    }

    @Test
    void anEventOfANewerBrokerIsPassedOverAndGarbageEndsIt() throws IOException {
        withLease((lease, brokersEnd) -> {
            tell(brokersEnd, "{\"kind\":\"repainted\",\"leaseId\":\"L7\",\"interface\":\"eth0\"}\0" + UP);
            assertThat(lease.awaitEvent(LONG)).isPresent();
            tell(brokersEnd, "garbage\0");
            assertThat(lease.awaitEnd(LONG)).isTrue();
            assertThat(lease.endReason())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("no event"));
        });
    }

    @Test
    void eventsNobodyAsksForDoNotPileUp() throws IOException {
        withLease((lease, brokersEnd) -> {
            for (int i = 0; i < 200; i++) {
                tell(brokersEnd, UP);
                assertThat(lease.isEnded()).isFalse();
            }
            int kept = 0;
            while (lease.pollEvent().isPresent()) {
                kept++;
            }
            assertThat(kept).isEqualTo(64);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "too few        | {\"queue\":0,\"socketFileDescriptor\":1} | 0 | 1 | came with 1",
                "none           | {\"queue\":0,\"socketFileDescriptor\":1} | 0 | 0 | came with 0",
                "too many       | {\"queue\":0,\"socketFileDescriptor\":1} | 0 | 4 | more than it uses",
                "twice          | {\"queue\":0,\"socketFileDescriptor\":0} | 0 | 2 | something else too",
                "no index       | {\"queue\":0}                            | 0 | 2 | not one socket for queue 0",
                "negative index | {\"queue\":0,\"socketFileDescriptor\":-1} | 0 | 2 | socketFileDescriptor",
                "lease beyond   | {\"queue\":0,\"socketFileDescriptor\":0} | 9 | 2 | descriptor 9",
            })
    void aGrantThatDoesNotUseEachDescriptorOnceIsRefusedAndAllAreClosed(
            String name, String queues, int leaseFd, int passed, String told) throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    List<OwnedFd> kept = session.replyWithDescriptors(Replies.grant(queues, leaseFd), passed);
                    session.untilClientLeaves();
                    for (OwnedFd end : kept) {
                        assertThat(UnixSocket.receiveBytes(end, 1).endOfStream())
                                .isTrue();
                        end.close();
                    }
                });
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThatExceptionOfType(BrokerProtocolException.class)
                    .as(name)
                    .isThrownBy(() -> client.request(LeaseRequest.of("eth0")))
                    .withMessageContaining(told);
        }
    }

    @Test
    void activationNamesTheQueues() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    List<OwnedFd> kept = session.replyWithDescriptors(Replies.TWO_QUEUES, 3);
                    assertThat(session.call().get("parameters")).hasToString("{\"id\":\"L7\",\"queues\":[1]}");
                    session.reply(
                            "{\"error\":\"org.xdpbroker.Broker.NotBound\",\"parameters\":{\"id\":\"L7\",\"queue\":1,"
                                    + "\"reason\":\"bind first\"}}");
                    assertThat(session.call().get("parameters")).hasToString("{\"id\":\"L7\"}");
                    session.reply("{\"parameters\":{\"lease\":" + Replies.lease("{\"queue\":0}") + "}}");
                    kept.forEach(OwnedFd::close);
                });
                XdpBroker client = XdpBroker.connect(broker.path());
                Lease lease = client.request(LeaseRequest.of("eth0").withQueues(2))) {
            assertThatExceptionOfType(XdpBrokerException.class)
                    .isThrownBy(() -> lease.activate(1))
                    .withMessage("bind first");
            lease.activate();
        }
    }
}
