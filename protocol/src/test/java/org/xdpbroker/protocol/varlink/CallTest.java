package org.xdpbroker.protocol.varlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls and replies against the literal text of the wire. */
class CallTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"org.varlink.service.GetInfo\",\"parameters\":{}}",
                "{\"method\":\"a.B\",\"parameters\":{\"x\":[1]},\"oneway\":true}",
                "{\"method\":\"a.B\",\"parameters\":{},\"more\":true}",
                "{\"method\":\"a.B\",\"parameters\":{},\"oneway\":true,\"more\":true}",
            })
    void callsGoThroughUnchanged(String text) throws MalformedMessageException {
        assertThat(text(Call.decode(json(text)).encode())).isEqualTo(text);
    }

    @Test
    void absentParametersAreNone() throws MalformedMessageException {
        Call none = new Call("a.B", new JsonObject(), false, false);
        assertThat(Call.decode(json("{\"method\":\"a.B\"}"))).isEqualTo(none);
        assertThat(Call.decode(json("{\"method\":\"a.B\",\"parameters\":null,\"more\":null,\"upgrade\":false}")))
                .isEqualTo(none);
        assertThat(Call.of("a.B", new JsonObject())).isEqualTo(none);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | not a method call: field 'method' is missing",
                "{\"method\":1} | not a method call: field 'method' is not a string",
                "{\"method\":\"a.B\",\"parameters\":[]} | not a method call: field 'parameters' is not an object",
                "{\"method\":\"a.B\",\"more\":1} | not a method call: field 'more' is not a boolean",
                "{\"method\":\"a.B\",\"oneway\":\"true\"} | not a method call: field 'oneway' is not a boolean",
                "{\"method\":\"a.B\",\"extra\":1} | not a method call: field 'extra' is unknown",
                "{\"method\":\"a.B\",\"error\":\"x\"} | not a method call: field 'error' is unknown",
                "{\"method\":\"a.B\",\"upgrade\":true} | no method here upgrades the connection",
            })
    void refusesWhatIsNoCall(String text, String reason) {
        assertThatThrownBy(() -> Call.decode(json(text)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource({"org.varlink.service.GetInfo, org.varlink.service", "a.B, a", "B, ''", ".B, ''", "a., a", "'', ''"})
    void theInterfaceIsAllButTheLastPart(String method, String interfaceName) {
        assertThat(Call.of(method, new JsonObject()).interfaceName()).isEqualTo(interfaceName);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"parameters\":{}}",
                "{\"parameters\":{\"a\":1},\"continues\":true}",
                "{\"error\":\"org.varlink.service.MethodNotFound\",\"parameters\":{\"method\":\"X\"}}",
            })
    void repliesGoThroughUnchanged(String text) throws MalformedMessageException {
        assertThat(text(Reply.decode(json(text)).encode())).isEqualTo(text);
    }

    @Test
    void repliesMayHaveMoreThanIsKnown() throws MalformedMessageException {
        assertThat(Reply.decode(json("{\"new\":1}"))).isEqualTo(Reply.success(new JsonObject()));
        assertThat(Reply.decode(json("{\"error\":\"a.B\",\"parameters\":null}")))
                .isEqualTo(Reply.failure("a.B", new JsonObject()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":1} | not a reply: field 'error' is not a string",
                "{\"parameters\":1} | not a reply: field 'parameters' is not an object",
                "{\"continues\":0} | not a reply: field 'continues' is not a boolean",
            })
    void refusesWhatIsNoReply(String text, String reason) {
        assertThatThrownBy(() -> Reply.decode(json(text)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(reason);
    }

    private static JsonObject json(String text) throws MalformedMessageException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Json.parseObject(bytes, 0, bytes.length);
    }

    private static String text(JsonObject object) {
        return new String(Json.toBytes(object), StandardCharsets.UTF_8);
    }
}
