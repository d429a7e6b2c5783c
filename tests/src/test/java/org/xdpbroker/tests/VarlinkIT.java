package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RawConnection;

/** The broker as any Varlink client meets it: the wire format, the standard interface, and what errors are called. */
class VarlinkIT extends SharedBrokerTests {

    private static final String GET_INFO = RawConnection.call("org.varlink.service.GetInfo", "{}");

    private RawConnection connection;

    @SuppressWarnings("NullAway.Init") // set before the tests
    VarlinkIT() {
        super(4);
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
    void get_info_tells_who_made_it_and_both_interfaces() {
        JsonObject info = parameters(connection.ask("org.varlink.service.GetInfo", "{}"));
        assertThat(info.keySet()).containsExactlyInAnyOrder("vendor", "product", "version", "url", "interfaces");
        assertThat(info.get("product").getAsString()).isEqualTo("xdp-brokerd");
        assertThat(info.get("interfaces").getAsJsonArray().asList().stream().map(JsonElement::getAsString))
                .containsExactly("org.varlink.service", "org.xdpbroker.Broker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.varlink.service", "org.xdpbroker.Broker"})
    void the_description_of_an_interface_is_its_file_byte_for_byte(String name) throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("xdpbroker.root")));
        Path file = root.resolve("protocol/src/main/resources/org/xdpbroker/protocol/" + name + ".varlink");
        JsonObject answer = parameters(
                connection.ask("org.varlink.service.GetInterfaceDescription", "{\"interface\":\"" + name + "\"}"));
        assertThat(answer.get("description").getAsString().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void the_description_of_an_unknown_interface_is_not_found() {
        assertError(
                connection.ask("org.varlink.service.GetInterfaceDescription", "{\"interface\":\"org.example\"}"),
                "org.varlink.service.InterfaceNotFound",
                "interface",
                "org.example");
    }

    @ParameterizedTest
    @CsvSource({"org.example.Method,org.example", "Method,''", "org.xdpbroker.Broker,org.xdpbroker", "'',''"})
    void a_method_of_an_unknown_interface_is_answered_with_that_interface(String method, String name) {
        assertError(connection.ask(method, "{}"), "org.varlink.service.InterfaceNotFound", "interface", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.xdpbroker.Broker.Nothing", "org.varlink.service.getInfo"})
    void an_unknown_method_of_a_known_interface_is_answered_with_its_name(String method) {
        assertError(connection.ask(method, "{}"), "org.varlink.service.MethodNotFound", "method", method);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.varlink.service.GetInfo                 | {'x':1}                                 | x",
                "org.varlink.service.GetInterfaceDescription | {}                                      | interface",
                "org.varlink.service.GetInterfaceDescription | {'interface':7}                         | interface",
                "org.xdpbroker.Broker.Request                | {}                                      | interface",
                "org.xdpbroker.Broker.Request                | {'interface':null}                      | interface",
                "org.xdpbroker.Broker.Request                | {'interface':''}                        | interface",
                "org.xdpbroker.Broker.Request                | {'interface':'sixteen-bytes-xx'}        | interface",
                "org.xdpbroker.Broker.Request                | {'interface':'near0/../lo'}             | interface",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','queueCount':0}    | queueCount",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','queueCount':253}  | queueCount",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','queueCount':1.5}  | queueCount",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','queueCount':1e99} | queueCount",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','queueCount':'1'}  | queueCount",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','queueCount':18446744073709551617}|queueCount",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','startQueue':-1}   | startQueue",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','attachMode':'x'}  | attachMode",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','attachMode':'SKB'}| attachMode",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','handover':'x'}    | handover",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','flows':'udp:1'}   | flows",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','flows':[1]}       | flows",
                "org.xdpbroker.Broker.Request                | {'interface':'near0','queues':1}        | queues",
                "org.xdpbroker.Broker.Check                  | {'interface':'near0','x':null}          | x",
                "org.xdpbroker.Broker.Activate               | {}                                      | id",
                "org.xdpbroker.Broker.Activate               | {'id':'a','queues':0}                   | queues",
                "org.xdpbroker.Broker.Activate               | {'id':'a','queues':[true]}              | queues",
                "org.xdpbroker.Broker.Revoke                 | {'id':1}                                | id",
                "org.xdpbroker.Broker.Revoke                 | {'id':'a','reason':[]}                  | reason",
                "org.xdpbroker.Broker.ListLeases             | {'x':{}}                                | x",
                "org.xdpbroker.Broker.ListInterfaces         | {'x':[]}                                | x",
                "org.xdpbroker.Broker.Subscribe              | {'x':true}                              | x",
            },
            quoteCharacter = '`')
    void a_parameter_that_is_wrong_unknown_or_missing_is_named(String method, String parameters, String name) {
        assertError(
                connection.ask(method, parameters.replace('\'', '"')),
                "org.varlink.service.InvalidParameter",
                "parameter",
                name);
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @Test
    void a_parameter_that_is_null_counts_as_left_out() {
        JsonObject answer = connection.ask(
                "org.xdpbroker.Broker.Check",
                "{\"interface\":\"near0\",\"queueCount\":null,\"attachMode\":null,\"flows\":null}");
        assertThat(parameters(answer).get("decision").getAsString()).isEqualTo("allow");
    }

    @Test
    void pipelined_calls_are_answered_in_their_order() {
        connection.send(IntStream.range(0, 200).mapToObj(VarlinkIT::question).toArray(String[]::new));
        for (int i = 0; i < 200; i++) {
            assertAnswers(connection.receive(), i);
        }
    }

    @Test
    void two_calls_in_one_write_are_both_answered() {
        connection.send(question(1), GET_INFO);
        assertAnswers(connection.receive(), 1);
        assertThat(parameters(connection.receive()).has("vendor")).isTrue();
    }

    @Test
    void a_call_that_comes_byte_by_byte_is_answered_like_any() {
        for (byte b : (question(7) + '\0').getBytes(StandardCharsets.UTF_8)) {
            connection.sendBytes(b);
        }
        assertAnswers(connection.receive(), 7);
    }

    @Test
    void a_call_in_two_writes_with_the_next_ones_beginning_is_answered_before_that_is_complete() {
        byte[] bytes = (question(1) + '\0' + question(2) + '\0').getBytes(StandardCharsets.UTF_8);
        int cut = bytes.length - 5;
        connection.sendBytes(java.util.Arrays.copyOf(bytes, cut));
        assertAnswers(connection.receive(), 1);
        connection.sendBytes(java.util.Arrays.copyOfRange(bytes, cut, bytes.length));
        assertAnswers(connection.receive(), 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'method':'org.varlink.service.GetInfo','oneway':true}",
                "{'method':'org.example.Unknown','oneway':true}",
                "{'method':'org.xdpbroker.Broker.Revoke','parameters':{'id':'none'},'oneway':true}",
                "{'method':'org.xdpbroker.Broker.Request','parameters':{},'oneway':true}"
            })
    void a_oneway_call_gets_no_reply_not_even_an_error(String call) {
        connection.send(call.replace('\'', '"'), question(1));
        assertAnswers(connection.receive(), 1);
    }

    @Test
    void a_oneway_request_grants_nothing() {
        connection.send(
                "{\"method\":\"org.xdpbroker.Broker.Request\",\"parameters\":{\"interface\":\"near0\"},\"oneway\":true}",
                RawConnection.call("org.xdpbroker.Broker.ListLeases", "{}"));
        assertThat(parameters(connection.receive()).get("leases").getAsJsonArray())
                .isEmpty();
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @Test
    void a_call_with_more_to_a_method_that_answers_once_is_answered_once() {
        connection.send("{\"method\":\"org.varlink.service.GetInfo\",\"more\":true}", question(1));
        assertThat(connection.receive().has("continues")).isFalse();
        assertAnswers(connection.receive(), 1);
    }

    @Test
    void after_a_half_close_what_was_asked_is_still_answered() {
        connection.send(question(1), question(2));
        connection.halfClose();
        assertAnswers(connection.receive(), 1);
        assertAnswers(connection.receive(), 2);
        connection.awaitEnd();
    }

    @Test
    void an_error_leaves_the_connection_usable() {
        connection.ask("org.example.Unknown", "{}");
        connection.ask("org.xdpbroker.Broker.Request", "{\"interface\":\"nothere0\"}");
        assertThat(parameters(connection.ask("org.varlink.service.GetInfo", "{}"))
                        .has("vendor"))
                .isTrue();
    }

    /** A call whose answer tells which one it answers. */
    private static String question(int number) {
        return RawConnection.call(
                "org.varlink.service.GetInterfaceDescription", "{\"interface\":\"number." + number + "\"}");
    }

    private static void assertAnswers(JsonObject answer, int number) {
        assertError(answer, "org.varlink.service.InterfaceNotFound", "interface", "number." + number);
    }

    private static void assertError(JsonObject answer, String error, String parameter, String value) {
        assertThat(answer.get("error").getAsString()).isEqualTo(error);
        assertThat(parameters(answer).get(parameter).getAsString()).isEqualTo(value);
        assertThat(parameters(answer).keySet()).isEqualTo(java.util.Set.copyOf(List.of(parameter)));
    }

    private static JsonObject parameters(JsonObject answer) {
        return answer.getAsJsonObject("parameters");
    }
}
