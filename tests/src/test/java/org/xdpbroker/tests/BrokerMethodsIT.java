package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.DescriptorPeer;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.RawConnection;
import org.xdpbroker.tests.bed.RunningBroker;

/** The methods of org.xdpbroker.Broker as a client sees them that knows nothing but their description. */
class BrokerMethodsIT extends SharedBrokerTests {

    private static final int QUEUES = 4;

    private static final String POLICY = """
            [[rule]]
            name = "never"
            interfaces = ["denied0"]
            decision = "deny"

            [[rule]]
            name = "on-question"
            interfaces = ["asked0"]
            decision = "ask"

            [[rule]]
            name = "lab"
            interfaces = ["near0"]
            decision = "allow"
            """;

    private RawConnection connection;

    @SuppressWarnings("NullAway.Init") // set before the tests
    BrokerMethodsIT() {
        super(QUEUES);
    }

    @Override
    void prepare() {
        for (String name : new String[] {"denied0", "asked0"}) {
            bed.near("ip", "link", "add", name, "type", "bridge").orFail();
        }
    }

    @Override
    RunningBroker newBroker() {
        return RunningBroker.start(bed, POLICY);
    }

    @BeforeEach
    void connect() {
        connection = RawConnection.to(broker);
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    @Test
    void a_request_is_answered_with_the_lease_a_socket_for_each_queue_and_the_leases_own_descriptor() {
        try (DescriptorPeer peer = DescriptorPeer.to(broker)) {
            peer.send(call("Request", "{'interface':'near0','queueCount':2,'startQueue':1,'attachMode':'skb'}"), 0);
            try (DescriptorPeer.Answer answer = peer.receive()) {
                JsonObject parameters = parameters(answer.message());
                JsonObject lease = parameters.getAsJsonObject("lease");
                assertThat(lease.get("interface").getAsString()).isEqualTo("near0");
                assertThat(lease.get("uid").getAsInt()).isZero();
                assertThat(lease.get("pid").getAsLong())
                        .isEqualTo(ProcessHandle.current().pid());
                assertThat(lease.get("queues"))
                        .hasToString(
                                "[{\"queue\":1,\"socketFileDescriptor\":0},{\"queue\":2,\"socketFileDescriptor\":1}]");
                assertThat(lease.get("attachMode").getAsString()).isEqualTo("skb");
                assertThat(lease.get("handover").getAsString()).isEqualTo("unbound");
                assertThat(lease.get("state").getAsString()).isEqualTo("granted");
                assertThat(lease.get("rule").getAsString()).isEqualTo("lab");
                assertThat(parameters.get("leaseFileDescriptor").getAsInt()).isEqualTo(2);
                assertThat(answer.fds()).hasSize(3);
                assertThat(answer.fds()).allSatisfy(fd -> assertThat(kindOf(fd)).startsWith("socket:"));
            }
        }
    }

    @Test
    void descriptors_that_the_client_does_not_take_are_no_lease() {
        connection.ask("org.xdpbroker.Broker.Request", "{\"interface\":\"near0\"}"); // java.nio drops them
        Waiting.until(
                "the lease has ended", () -> leases(connection).getAsJsonArray().isEmpty());
    }

    @Test
    void subscribe_without_more_is_an_error_that_says_so() {
        JsonObject answer = connection.ask("org.xdpbroker.Broker.Subscribe", "{}");
        assertThat(answer.get("error").getAsString()).isEqualTo("org.varlink.service.ExpectedMore");
        connection.ask("org.varlink.service.GetInfo", "{}");
    }

    @Test
    void a_subscriber_is_told_of_every_event_of_its_users_leases_and_of_no_other_users() {
        try (Client own = Client.start(bed, broker, 0);
                Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            connection.send("{\"method\":\"org.xdpbroker.Broker.Subscribe\",\"more\":true}");
            try (RawConnection later = RawConnection.to(broker)) {
                leases(later); // whoever asked before is heard by now
            }
            other.tell("request theirs near0 1 0 auto");
            other.tell("open theirs 0");
            other.tell("close theirs");
            String id = own.tell("request mine near0 1 1 auto").split(" ")[0];
            assertEvent(connection.receive(), "granted", id);
            own.tell("open mine 1");
            assertThat(assertEvent(connection.receive(), "bound", id)
                            .get("queue")
                            .getAsInt())
                    .isEqualTo(1);
            own.tell("close mine");
            assertThat(assertEvent(connection.receive(), "ended", id)
                            .get("reason")
                            .getAsString())
                    .contains("closed");
        }
    }

    @Test
    void check_of_what_is_allowed_names_the_rule_and_does_nothing() {
        JsonObject answer = parameters(connection.ask("org.xdpbroker.Broker.Check", "{\"interface\":\"near0\"}"));
        assertThat(answer.get("decision").getAsString()).isEqualTo("allow");
        assertThat(answer.get("rule").getAsString()).isEqualTo("lab");
        assertThat(answer.get("reason").getAsString()).isNotBlank();
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        assertThat(leases(connection).getAsJsonArray()).isEmpty();
    }

    @Test
    void check_of_what_is_denied_names_the_rule() {
        JsonObject answer = parameters(connection.ask("org.xdpbroker.Broker.Check", "{\"interface\":\"denied0\"}"));
        assertThat(answer.get("decision").getAsString()).isEqualTo("deny");
        assertThat(answer.get("rule").getAsString()).isEqualTo("never");
    }

    @Test
    void check_of_what_no_rule_matches_is_a_denial_without_a_rule() {
        JsonObject answer = parameters(connection.ask("org.xdpbroker.Broker.Check", "{\"interface\":\"lo\"}"));
        assertThat(answer.get("decision").getAsString()).isEqualTo("deny");
        assertThat(answer.has("rule")).isFalse();
        assertThat(answer.get("reason").getAsString()).contains("No rule matches");
    }

    @Test
    void a_request_that_policy_denies_names_rule_and_interface() {
        JsonObject answer = connection.ask("org.xdpbroker.Broker.Request", "{\"interface\":\"denied0\"}");
        assertThat(answer.get("error").getAsString()).isEqualTo("org.xdpbroker.Broker.Denied");
        assertThat(parameters(answer).get("interface").getAsString()).isEqualTo("denied0");
        assertThat(parameters(answer).get("rule").getAsString()).isEqualTo("never");
        assertThat(bed.programOn("denied0")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_question_that_nobody_can_be_asked_is_a_denial_that_names_polkit(boolean interactive) {
        JsonObject answer = connection.ask(
                "org.xdpbroker.Broker.Request",
                "{\"interface\":\"asked0\",\"allowInteractiveAuthentication\":" + interactive + "}");
        assertThat(answer.get("error").getAsString()).isEqualTo("org.xdpbroker.Broker.Denied");
        assertThat(parameters(answer).get("rule").getAsString()).isEqualTo("on-question");
        assertThat(parameters(answer).get("reason").getAsString()).contains("polkit");
        assertThat(bed.programOn("asked0")).isZero();
    }

    @Test
    void list_interfaces_tells_queues_leases_program_and_what_policy_says() {
        JsonObject free = nearInterface();
        assertThat(free.get("queues").getAsInt()).isEqualTo(QUEUES);
        assertThat(free.get("leases").getAsInt()).isZero();
        assertThat(free.get("decision").getAsString()).isEqualTo("allow");
        assertThat(free.has("programId")).isFalse();
        assertThat(free.has("attachMode")).isFalse();
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 skb");
            JsonObject leased = nearInterface();
            assertThat(leased.get("leases").getAsInt()).isEqualTo(1);
            assertThat(leased.get("attachMode").getAsString()).isEqualTo("skb");
            assertThat(leased.get("programId").getAsInt()).isEqualTo(bed.programOn(NetworkBed.NEAR));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"handover|\"bound\"", "flows|[\"udp:4789\"]"})
    void what_this_broker_does_not_offer_is_refused_as_unsupported(String parameter, String value) {
        for (String method : List.of("Request", "Check")) {
            JsonObject answer = connection.ask(
                    "org.xdpbroker.Broker." + method, "{\"interface\":\"near0\",\"" + parameter + "\":" + value + "}");
            assertThat(answer.get("error").getAsString()).isEqualTo("org.xdpbroker.Broker.Unsupported");
            assertThat(parameters(answer).get("parameter").getAsString()).isEqualTo(parameter);
        }
    }

    @Test
    void an_owner_ends_a_lease_from_another_connection_and_its_holder_is_told_why() {
        try (Client client = Client.start(bed, broker, 0)) {
            String id = client.tell("request l near0 1 0 auto").split(" ")[0];
            connection.ask("org.xdpbroker.Broker.Revoke", "{\"id\":\"" + id + "\",\"reason\":\"maintenance\"}");
            assertThat(client.tell("awaitend l")).contains("maintenance");
        }
    }

    private JsonObject nearInterface() {
        JsonObject answer = parameters(connection.ask("org.xdpbroker.Broker.ListInterfaces", "{}"));
        return StreamSupport.stream(answer.getAsJsonArray("interfaces").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(found -> found.get("name").getAsString().equals(NetworkBed.NEAR))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject assertEvent(JsonObject reply, String kind, String lease) {
        assertThat(reply.get("continues").getAsBoolean()).isTrue();
        JsonObject event = parameters(reply).getAsJsonObject("event");
        assertThat(event.get("kind").getAsString()).isEqualTo(kind);
        assertThat(event.get("leaseId").getAsString()).isEqualTo(lease);
        assertThat(event.get("interface").getAsString()).isEqualTo(NetworkBed.NEAR);
        return event;
    }

    private static JsonElement leases(RawConnection connection) {
        return parameters(connection.ask("org.xdpbroker.Broker.ListLeases", "{}"))
                .get("leases");
    }

    private static String kindOf(OwnedFd fd) {
        return Procfs.openFiles(ProcessHandle.current().pid()).getOrDefault(fd.number(), "closed");
    }

    private static String call(String method, String parameters) {
        return RawConnection.call("org.xdpbroker.Broker." + method, parameters.replace('\'', '"'));
    }

    private static JsonObject parameters(JsonObject answer) {
        return answer.getAsJsonObject("parameters");
    }
}
