package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.message.BrokerError;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.UnixSocket;

class XdpBrokerTest {

    private static final Duration SHORT = Duration.ofMillis(100);

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

    @Test
    void aSocketThatIsNotThereIsToldWithWhatToDo() {
        assertThatExceptionOfType(BrokerConnectionException.class)
                .isThrownBy(() -> XdpBroker.connect(Path.of("/nonexistent/socket")))
                .withMessageContaining("/nonexistent/socket")
                .withMessageContaining("ENOENT")
                .withMessageContaining("XDP_BROKER_SOCKET")
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void aQueueThatIsFullIsWaitedForAndThenTold() throws IOException {
        try (FakeBroker broker = new FakeBroker();
                OwnedFd first = UnixSocket.connect(broker.path().toString());
                OwnedFd second = UnixSocket.connect(broker.path().toString())) {
            assertThat(first.isOpen() && second.isOpen()).isTrue();
            long start = System.nanoTime();
            assertThatExceptionOfType(BrokerConnectionException.class)
                    .isThrownBy(() -> XdpBroker.connect(broker.path(), SHORT))
                    .withMessageContaining("EAGAIN")
                    .withMessageContaining("Too many clients");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
        }
    }

    @Test
    void aBrokerSaysWhoItIs() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    assertThat(session.call())
                            .hasToString("{\"method\":\"org.varlink.service.GetInfo\",\"parameters\":{}}");
                    session.reply("{\"parameters\":{\"vendor\":\"v\",\"product\":\"xdp-brokerd\",\"version\":\"1.2\","
                            + "\"url\":\"\",\"interfaces\":[\"org.varlink.service\"]}}");
                });
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThat(client.info()).isEqualTo(new BrokerInfo("xdp-brokerd", "1.2"));
        }
    }

    @Test
    void aDecisionIsCheckedWithoutARequest() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    assertThat(session.call())
                            .hasToString(
                                    "{\"method\":\"org.xdpbroker.Broker.Check\",\"parameters\":{\"interface\":\"eth0\","
                                            + "\"queueCount\":1,\"startQueue\":0,\"attachMode\":\"auto\",\"handover\":\"unbound\"}}");
                    session.reply(
                            "{\"parameters\":{\"decision\":\"deny\",\"rule\":null,\"reason\":\"no rule matched\"}}");
                });
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThat(client.check(LeaseRequest.of("eth0")))
                    .isEqualTo(new CheckResult(CheckResult.Decision.DENY, null, "no rule matched"));
        }
    }

    @Test
    void leasesAreListedAndRevoked() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    session.reply("{\"parameters\":{\"leases\":[" + Replies.lease("{\"queue\":3}") + "]}}");
                    assertThat(session.call().getAsJsonObject("parameters"))
                            .hasToString("{\"id\":\"L7\",\"reason\":\"lunch\"}");
                    session.reply("{}");
                });
                XdpBroker client = XdpBroker.connect(broker.path())) {
            List<LeaseDescription> leases = client.leases();
            assertThat(leases).extracting(LeaseDescription::id).containsExactly("L7");
            client.revoke("L7", "lunch");
        }
    }

    @Test
    void aRefusalIsTypedAndTheConnectionGoesOn() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    session.reply(
                            "{\"error\":\"org.xdpbroker.Broker.QueueBusy\",\"parameters\":{\"interface\":\"eth0\","
                                    + "\"queue\":2,\"uid\":7,\"pid\":9,\"reason\":\"queue 2 is taken\"}}");
                    session.call();
                    session.reply(
                            "{\"error\":\"org.varlink.service.MethodNotFound\",\"parameters\":{\"method\":\"x\"}}");
                });
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThatExceptionOfType(XdpBrokerException.class)
                    .isThrownBy(() -> client.request(LeaseRequest.of("eth0")))
                    .withMessage("queue 2 is taken")
                    .satisfies(e -> assertThat(e.error()).isEqualTo(BrokerError.QUEUE_BUSY))
                    .satisfies(e -> assertThat(e.parameters())
                            .containsAllEntriesOf(Map.of("interface", "eth0", "queue", 2L, "uid", 7L, "pid", 9L)));
            assertThatExceptionOfType(XdpBrokerException.class)
                    .isThrownBy(client::leases)
                    .withMessageContaining("org.varlink.service.MethodNotFound")
                    .satisfies(e -> assertThat(e.error()).isNull());
        }
    }

    @Test
    void descriptorsNobodyAskedForAreClosed() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    List<OwnedFd> kept = session.replyWithDescriptors(
                            "{\"error\":\"org.xdpbroker.Broker.Denied\",\"parameters\":{\"reason\":\"no\"}}", 3);
                    session.call();
                    kept.addAll(session.replyWithDescriptors("{\"parameters\":{}}", 2));
                    kept.forEach(OwnedFd::close);
                });
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThatThrownBy(() -> client.request(LeaseRequest.of("eth0"))).hasMessage("no");
            client.revoke("L7", null);
        }
    }

    @Test
    void aSilentBrokerIsLeftAfterTheTimeout() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    session.untilClientLeaves();
                });
                XdpBroker client = XdpBroker.connect(broker.path(), SHORT)) {
            assertThatExceptionOfType(BrokerTimeoutException.class)
                    .isThrownBy(client::leases)
                    .withMessageContaining("ListLeases")
                    .withMessageContaining("100 ms");
            assertThatExceptionOfType(BrokerConnectionException.class)
                    .isThrownBy(client::leases)
                    .withMessageContaining("Connect again");
        }
    }

    @Test
    void aBrokerThatLeavesMidwayIsTold() throws IOException {
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    session.send("{\"parameters\":".getBytes(StandardCharsets.UTF_8), List.of());
                });
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThatExceptionOfType(BrokerConnectionException.class)
                    .isThrownBy(client::leases)
                    .withMessageContaining("closed the connection instead of answering");
        }
    }

    @Test
    void aBrokerThatTurnsTheConnectionAwayIsHeard() throws IOException {
        try (FakeBroker broker = new FakeBroker()
                        .serving(session -> session.reply(
                                "{\"error\":\"org.xdpbroker.Broker.QuotaExceeded\",\"parameters\":{\"quota\":\"connections\","
                                        + "\"limit\":8,\"reason\":\"too many connections\"}}"));
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThatThrownBy(client::leases)
                    .isInstanceOf(XdpBrokerException.class)
                    .hasMessage("too many connections");
        }
    }

    @Test
    void garbageIsNoAnswer() throws IOException {
        for (String garbage : List.of(
                "hello",
                "[]",
                "{\"parameters\":[]}",
                "{\"parameters\":{\"leases\":7}}",
                "{\"parameters\":{}}",
                "{\"parameters\":{},\"continues\":true}",
                "{\"parameters\":{}}\0{\"parameters\":{}}",
                "{\"parameters\":{\"a\":1,\"a\":2}}")) {
            try (FakeBroker broker = new FakeBroker().serving(session -> {
                        session.call();
                        session.replyWithDescriptors(garbage, 2).forEach(OwnedFd::close);
                    });
                    XdpBroker client = XdpBroker.connect(broker.path())) {
                assertThatExceptionOfType(BrokerProtocolException.class)
                        .as(garbage)
                        .isThrownBy(client::leases);
                assertThatExceptionOfType(BrokerConnectionException.class).isThrownBy(client::leases);
            }
        }
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws IOException {
        byte[] endless = new byte[80 * 1024];
        Arrays.fill(endless, (byte) ' ');
        try (FakeBroker broker = new FakeBroker().serving(session -> {
                    session.call();
                    try {
                        session.send(endless, List.of());
                    } catch (IOException e) {
                        // the client has heard enough
                    }
                });
                XdpBroker client = XdpBroker.connect(broker.path())) {
            assertThatExceptionOfType(BrokerProtocolException.class)
                    .isThrownBy(client::leases)
                    .withMessageContaining("longer than 65536 bytes");
        }
    }
}
