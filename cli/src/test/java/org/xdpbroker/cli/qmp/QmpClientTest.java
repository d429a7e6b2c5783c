package org.xdpbroker.cli.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.transport.Deadline;

class QmpClientTest {

    private static final JsonObject NOTHING = new JsonObject();
    private static final Deadline SOON = Deadline.after(Duration.ofMillis(50));

    @Test
    void a_command_returns_its_result() throws Exception {
        assertThat(new ScriptedQemu()
                        .returning("query-name", "{\"name\":\"vm\"}")
                        .client()
                        .execute("query-name", NOTHING))
                .hasToString("{\"name\":\"vm\"}");
    }

    @Test
    void a_refusal_tells_qemus_class_and_words_and_the_connection_goes_on() throws Exception {
        QmpClient client = new ScriptedQemu()
                .refusing("netdev_add", "GenericError", "Duplicate ID 'net0'")
                .client();
        assertThatThrownBy(() -> client.execute("netdev_add", NOTHING))
                .isInstanceOf(QmpRefusedException.class)
                .hasMessage("QEMU refused netdev_add: GenericError: Duplicate ID 'net0'");
        assertThat(client.execute("query-name", NOTHING)).hasToString("{}");
    }

    @Test
    void what_is_not_found_is_told_apart() throws Exception {
        QmpClient client = new ScriptedQemu()
                .refusing("x", "DeviceNotFound", "")
                .refusing("x", "GenericError", "")
                .client();
        assertThatThrownBy(() -> client.execute("x", NOTHING))
                .matches(e -> e instanceof QmpRefusedException refused && refused.isNotFound());
        assertThatThrownBy(() -> client.execute("x", NOTHING))
                .matches(e -> e instanceof QmpRefusedException refused && !refused.isNotFound());
    }

    @Test
    void events_between_commands_and_answers_are_kept_in_their_order() throws Exception {
        ScriptedQemu qemu = new ScriptedQemu()
                .answering(
                        "device_del",
                        "{\"event\":\"A\",\"data\":{\"path\":\"/x\"}}\r\n{\"event\":\"B\"}\r\n{\"return\":{},\"id\":@ID}\r\n");
        QmpClient client = qemu.client();
        client.execute("device_del", NOTHING);
        qemu.say("{\"event\":\"C\"}");
        QmpEvent first = client.awaitEvent(SOON).orElseThrow();
        assertThat(first.name()).isEqualTo("A");
        assertThat(first.text("path")).isEqualTo("/x");
        assertThat(first.text("device")).isNull();
        assertThat(client.awaitEvent(SOON).orElseThrow().name()).isEqualTo("B");
        assertThat(client.awaitEvent(Deadline.after(Duration.ofMinutes(1))))
                .get()
                .hasToString("QmpEvent[name=C, data={}]");
        assertThat(client.awaitEvent(SOON)).isEmpty();
    }

    @Test
    void events_that_nobody_asks_for_do_not_pile_up() throws Exception {
        QmpClient client = new ScriptedQemu()
                .answering("x", "{\"event\":\"OLD\"}".repeat(100_000) + "{\"event\":\"NEW\"}{\"return\":{},\"id\":@ID}")
                .client();
        client.execute("x", NOTHING);
        int kept = 0;
        QmpEvent last = null;
        for (var event = client.awaitEvent(SOON); event.isPresent(); event = client.awaitEvent(SOON)) {
            kept++;
            last = event.get();
        }
        assertThat(kept).isEqualTo(64);
        assertThat(last).isNotNull().extracting(QmpEvent::name).isEqualTo("NEW");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"return\":{}}",
                "{\"QMP\":1}",
                "{\"event\":\"X\"}",
                "QEMU 10.0 monitor",
                "[]",
                "{\"QMP\":"
            })
    void who_does_not_greet_is_no_qemu(String greeting) {
        ScriptedQemu qemu = new ScriptedQemu(greeting);
        assertThatThrownBy(qemu::client)
                .matches(e -> e instanceof QmpProtocolException || e instanceof QmpTimeoutException)
                .hasMessageContaining("/vm.qmp");
        assertThat(qemu.isClosed()).isTrue();
    }

    @Test
    void who_says_nothing_is_late_and_the_message_names_a_likely_reason() {
        assertThatThrownBy(() -> new ScriptedQemu(ScriptedQemu.SILENCE).client())
                .isInstanceOf(QmpTimeoutException.class)
                .hasMessageContaining("did not send its greeting within 100 ms")
                .hasMessageContaining("another client is connected");
    }

    @Test
    void an_answer_that_does_not_come_in_time_ends_the_connection() throws Exception {
        QmpClient client =
                new ScriptedQemu().answering("x", ScriptedQemu.SILENCE).client();
        assertThatThrownBy(() -> client.execute("x", NOTHING))
                .isInstanceOf(QmpTimeoutException.class)
                .hasMessageContaining("its answer to x");
        assertThat(client.isOpen()).isFalse();
        assertThatThrownBy(() -> client.execute("y", NOTHING)).isInstanceOf(QmpConnectionException.class);
    }

    @Test
    void events_do_not_prolong_the_wait_for_an_answer() throws Exception {
        ScriptedQemu qemu = new ScriptedQemu().answering("x", "{\"event\":\"A\"}");
        QmpClient client = qemu.client();
        qemu.say("{\"event\":\"B\"}");
        assertThatThrownBy(() -> client.execute("x", NOTHING)).isInstanceOf(QmpTimeoutException.class);
    }

    @Test
    void a_connection_that_ends_instead_of_an_answer_is_told() throws Exception {
        QmpClient client =
                new ScriptedQemu().answering("netdev_add", ScriptedQemu.END).client();
        assertThatThrownBy(() -> client.execute("netdev_add", NOTHING))
                .isInstanceOf(QmpConnectionException.class)
                .hasMessage("QEMU at /vm.qmp closed the connection instead of sending its answer to netdev_add."
                        + " It may have ended.");
        assertThat(client.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{}",
                "{\"id\":@ID}",
                "{\"return\":{},\"id\":4711}",
                "{\"return\":{},\"id\":\"@ID\"}",
                "{\"error\":\"text\",\"id\":@ID}",
                "{\"return\":{},\"return\":{},\"id\":@ID}"
            })
    void an_answer_that_is_none_ends_the_connection(String answer) throws Exception {
        QmpClient client = new ScriptedQemu().answering("x", answer).client();
        assertThatThrownBy(() -> client.execute("x", NOTHING)).isInstanceOf(QmpProtocolException.class);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void an_answer_that_nobody_asked_for_is_no_event() throws Exception {
        ScriptedQemu qemu = new ScriptedQemu();
        QmpClient client = qemu.client();
        qemu.say("{\"return\":{}}");
        assertThatThrownBy(() -> client.awaitEvent(Deadline.after(Duration.ofMinutes(1))))
                .isInstanceOf(QmpProtocolException.class);
    }

    @Test
    void a_socket_that_is_not_there_is_told_with_what_to_do() {
        assertThatThrownBy(() -> QmpClient.connect(Path.of("/nonexistent/vm.qmp"), Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .isInstanceOf(QmpConnectionException.class)
                .hasMessageContaining("connect(/nonexistent/vm.qmp) failed: ENOENT")
                .hasMessageContaining("-qmp unix:PATH,server=on,wait=off");
    }
}
