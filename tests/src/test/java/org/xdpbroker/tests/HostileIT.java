package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.DescriptorPeer;
import org.xdpbroker.tests.bed.MalformedMessages;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.RawConnection;
import org.xdpbroker.tests.bed.RunningBroker;

/**
 * What a client that means harm can do: lose its own session, and nothing else. After every test a well-behaved client gets a
 * lease, and the broker has as many files open as before.
 */
class HostileIT extends SharedBrokerTests {

    private static final String GET_INFO = RawConnection.call("org.varlink.service.GetInfo", "{}");
    private static final String REQUEST =
            RawConnection.call("org.xdpbroker.Broker.Request", "{\"interface\":\"near0\"}");
    private static final int CONNECTIONS_OF_A_USER = 64;

    private Client wellBehaved;

    private long descriptors;

    @SuppressWarnings("NullAway.Init") // set before the tests
    HostileIT() {
        super(2);
    }

    @Override
    RunningBroker newBroker() {
        return RunningBroker.start(bed, RunningBroker.ALLOW_ALL, "--verbose");
    }

    @BeforeAll
    void startClient() {
        wellBehaved = Client.start(bed, broker);
        try (RawConnection connection = RawConnection.to(broker)) {
            connection.send("what is loaded once, is loaded");
            connection.awaitEnd();
        }
        wellBehaved.tell("cycle near0 2");
        broker.awaitLog("session-ended uid=" + Client.UID);
        awaitDetached();
        descriptors = broker.descriptorsAtRest();
    }

    @AfterAll
    void stopClient() {
        wellBehaved.close();
    }

    @AfterEach
    void the_broker_serves_on_and_keeps_nothing() {
        wellBehaved.tell("cycle near0 1");
        Waiting.until(
                () -> "the broker has " + descriptors + " descriptors; it has " + Procfs.openFiles(broker.pid()),
                () -> broker.openDescriptors() == descriptors);
        awaitDetached();
        assertThat(broker.log()).noneMatch(line -> line.contains("failure"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.xdpbroker.tests.bed.MalformedMessages#all")
    void what_is_no_call_ends_its_senders_session_without_an_answer(String what, byte[] message) {
        try (RawConnection connection = RawConnection.to(broker)) {
            connection.offer(message);
            connection.awaitEnd();
        }
    }

    @Test
    void a_message_of_exactly_64_KiB_is_a_message() {
        try (RawConnection connection = RawConnection.to(broker)) {
            connection.sendBytes(MalformedMessages.paddedCall(MalformedMessages.LONGEST));
            assertThat(connection.receive().has("error")).isFalse();
        }
    }

    @Test
    void calls_before_a_malformed_message_are_answered_and_those_after_it_are_not() {
        try (RawConnection connection = RawConnection.to(broker)) {
            connection.send(GET_INFO, GET_INFO, "[]", GET_INFO);
            connection.receive();
            connection.receive();
            connection.awaitEnd();
        }
    }

    @Test
    void a_message_that_is_not_completed_ends_its_session_and_others_are_served_meanwhile() {
        try (RawConnection silent = RawConnection.to(broker);
                RawConnection slow = RawConnection.to(broker);
                RawConnection empty = RawConnection.to(broker)) {
            silent.sendBytes(bytes("{\"meth"));
            wellBehaved.tell("cycle near0 1");
            Waiting.until("a byte now and then is no way out", () -> {
                slow.offer((byte) ' ');
                return slow.hasNews();
            });
            silent.awaitEnd();
            slow.awaitEnd();
            empty.ask("org.varlink.service.GetInfo", "{}"); // who says nothing may stay
        }
    }

    @Test
    void a_client_that_calls_and_calls_and_reads_no_reply_is_put_out() {
        try (RawConnection connection = RawConnection.to(broker)) {
            byte[] calls = bytes((GET_INFO + '\0').repeat(1000));
            Waiting.until("the session has ended", () -> !connection.offer(calls));
        }
    }

    @Test
    void the_65th_connection_of_a_user_is_not_served_and_other_users_and_later_ones_are() {
        List<RawConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS_OF_A_USER; i++) {
                connections.add(RawConnection.to(broker));
            }
            try (RawConnection tooMany = RawConnection.to(broker)) {
                assertThat(isServed(tooMany)).isFalse();
            }
            wellBehaved.tell("cycle near0 1");
            connections.forEach(connection -> connection.ask("org.varlink.service.GetInfo", "{}"));
            connections.remove(0).close();
            Waiting.until("there is room for one again", () -> {
                try (RawConnection next = RawConnection.to(broker)) {
                    return isServed(next);
                }
            });
        } finally {
            connections.forEach(RawConnection::close);
        }
    }

    @Test
    void two_hundred_connections_that_are_dropped_at_once_leave_nothing() {
        for (int i = 0; i < 200; i++) {
            try (RawConnection connection = RawConnection.to(broker)) {
                connection.offer(bytes(i % 2 == 0 ? "" : "{\"method\":"));
            }
        }
    }

    @Test
    void requests_of_clients_that_go_without_their_answer_are_undone() {
        for (int i = 0; i < 20; i++) {
            try (RawConnection connection = RawConnection.to(broker)) {
                connection.offer(bytes((REQUEST + '\0').repeat(5)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 253})
    void descriptors_attached_to_a_call_are_not_kept(int count) {
        try (DescriptorPeer peer = DescriptorPeer.to(broker)) {
            peer.send(GET_INFO, count);
            peer.receive().close();
            assertThat(broker.openDescriptors()).isEqualTo(descriptors + 1); // the session
            peer.send(REQUEST, count);
            try (DescriptorPeer.Answer answer = peer.receive()) {
                assertThat(answer.fds()).hasSize(2);
            }
        }
    }

    @Test
    void descriptors_attached_to_half_a_message_or_to_garbage_are_not_kept() {
        try (RawConnection other = RawConnection.to(broker);
                DescriptorPeer half = DescriptorPeer.to(broker)) {
            half.sendUnended("{\"method\":", 253);
            other.ask("org.varlink.service.GetInfo", "{}"); // what came before is read by now
            assertThat(broker.openDescriptors()).isEqualTo(descriptors + 2);
        }
        try (DescriptorPeer garbage = DescriptorPeer.to(broker)) {
            garbage.send("[]", 253);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Activate", "Revoke"})
    void another_users_lease_cannot_be_touched_and_is_not_even_admitted(String method) {
        String called = "call org.xdpbroker.Broker." + method + " ";
        String invented = "0123456789abcdef";
        try (Client owner = Client.start(bed, broker);
                Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            String id = owner.tell("request l near0 1 0 auto").split(" ")[0];
            String answer = other.tell(called + "{\"id\":\"" + id + "\"}");
            assertThat(answer).contains("\"error\":\"org.xdpbroker.Broker.NoSuchLease\"");
            assertThat(answer.replace(id, invented)).isEqualTo(other.tell(called + "{\"id\":\"" + invented + "\"}"));
            owner.tell("open l 0");
            assertThat(owner.tell("events l 1")).isEqualTo("bound");
        }
    }

    @Test
    void what_a_client_writes_to_its_leases_descriptor_goes_nowhere() {
        try (DescriptorPeer peer = DescriptorPeer.to(broker)) {
            peer.send(REQUEST, 0);
            try (DescriptorPeer.Answer answer = peer.receive()) {
                OwnedFd lease = answer.fds().get(1);
                byte[] event = bytes("{\"kind\":\"ended\"}\0");
                for (int i = 0; i < 1000; i++) {
                    assertThat(DescriptorPeer.send(lease, event, List.of())).isNegative();
                    assertThat(DescriptorPeer.send(lease, event, answer.fds())).isNegative();
                }
                peer.send(RawConnection.call("org.xdpbroker.Broker.ListLeases", "{}"), 0);
                try (DescriptorPeer.Answer leases = peer.receive()) {
                    assertThat(leases.message().toString()).contains("\"state\":\"granted\"");
                }
            }
        }
    }

    /** Or is it closed, be it with an error that says why. */
    private static boolean isServed(RawConnection connection) {
        connection.offer(bytes(GET_INFO + '\0'));
        return connection.awaitMessage().map(answer -> !answer.has("error")).orElse(false);
    }

    /** Each character one byte. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
