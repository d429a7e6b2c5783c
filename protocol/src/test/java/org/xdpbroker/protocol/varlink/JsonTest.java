package org.xdpbroker.protocol.varlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1}",
                "{\"a\":[]}",
                "{\"a\":[1,-1,true,false,\"x\",{\"b\":{}},[null]]}",
                "{\"\":\"\"}",
                "{\"a\":9223372036854775807,\"b\":-9223372036854775808}",
                "{\"a\":\"ü🐧\"}",
                "{\"a\":\"\\u0000\\n\\\"\\\\\"}",
                "{\"z\":1,\"a\":2}",
            })
    void writesWhatItRead(String text) throws MalformedMessageException {
        assertThat(new String(Json.toBytes(parse(text)), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` { \"a\" : 1 , \"b\" : [ ] } ` | `{\"a\":1,\"b\":[]}`",
                "{\"a\":null,\"b\":1} | {\"b\":1}",
                "{\"a\":\"\\u00fc\\ud83d\\udc27\\/\"} | {\"a\":\"ü🐧/\"}",
                "{\"a\":-0} | {\"a\":0}",
                "{\"a\":1.0} | {\"a\":1.0}",
                "{\"a\":1e2} | {\"a\":100.0}",
                "{\"a\":9223372036854775808} | {\"a\":9.223372036854775807E18}",
            })
    void writesTheShortForm(String text, String written) throws MalformedMessageException {
        String again = new String(Json.toBytes(parse(text)), StandardCharsets.UTF_8);
        assertThat(again.replace("9.223372036854776E18", "9.223372036854775807E18"))
                .isEqualTo(written);
    }

    @Test
    void onlyWholeNumbersAreIntegers() throws MalformedMessageException {
        JsonObject object = parse("{\"a\":1,\"b\":1.0,\"c\":1e2,\"d\":1e400,\"e\":18446744073709551616}");
        assertThat(((JsonPrimitive) object.get("a")).getAsNumber()).isEqualTo(1L);
        for (String name : new String[] {"b", "c", "d", "e"}) {
            assertThat(((JsonPrimitive) object.get(name)).getAsNumber()).isInstanceOf(Double.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":'x'}",
                "{\"a\":x}",
                "{\"a\":TRUE}",
                "{\"a\":True}",
                "{\"a\":NULL}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":[1 2]}",
                "{\"a\":[1}",
                "{\"a\":[1;2]}",
                "{\"a\"=1}",
                "{\"a\"=>1}",
                "{\"a\":01}",
                "{\"a\":-01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":5.}",
                "{\"a\":1e}",
                "{\"a\":0x1}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":1_000}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\'\"}",
                "{\"a\":\"x",
                "{\"a\":\"\\",
                "// comment\n{}",
                "/* */{}",
                "# x\n{}",
                "{\"a\":1/* */}",
                ")]}'\n{}",
                "{\"a\":1;\"b\":2}",
            })
    void refusesWhatIsNotJson(String text) {
        assertMalformed(text, "not JSON, or nested deeper than 16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null", "true", "[{}]"})
    void refusesWhatIsNoObject(String text) {
        assertMalformed(text, "a message is a JSON object, this one begins otherwise");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}{}", "{} {}", "{}1", "{}]", "{}\"\"", "{}null", "{},"})
    void refusesASecondValue(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedMessageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"a\":null,\"a\":1}", "{\"x\":[{\"a\":1,\"\\u0061\":2}]}"})
    void refusesANameTwice(String text) {
        assertMalformed(text, "an object names a field twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\\ud800\"}", "{\"\\udfff\":1}", "{\"a\":\"\\ud800x\"}"})
    void refusesHalfACharacter(String text) {
        assertMalformed(text, "not JSON, or nested deeper than 16");
    }

    @Test
    void refusesBadUtf8() {
        byte[][] bad = {
            {(byte) 0xff},
            {(byte) 0xc3},
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            {(byte) 0x80},
            {(byte) 0xe0, (byte) 0x9f, (byte) 0xbf},
        };
        for (byte[] sequence : bad) {
            byte[] message = ("{\"a\":\"" + "X".repeat(sequence.length) + "\"}").getBytes(StandardCharsets.UTF_8);
            System.arraycopy(sequence, 0, message, 6, sequence.length);
            assertThatThrownBy(() -> Json.parseObject(message, 0, message.length))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessage("not well-formed UTF-8");
        }
    }

    @Test
    void escapesWhatAStringCannotHold() throws MalformedMessageException {
        StringBuilder every = new StringBuilder("\u2028\u2029\u00e4\ud83d\ude00");
        for (char c = 0; c < 0x100; c++) {
            every.append(c);
        }
        JsonObject object = new JsonObject();
        object.addProperty(every.toString(), every.toString());
        String written = new String(Json.toBytes(object), StandardCharsets.UTF_8);
        assertThat(written)
                .contains("\\\"", "\\\\", "\\n", "\\u0000", "\\u001f", "\\u2028")
                .doesNotContain("\n", "\0");
        assertThat(parse(written)).isEqualTo(object);
    }

    @Test
    void writesNoNumberThatJsonDoesNotHave() {
        JsonObject object = new JsonObject();
        object.add("a", new JsonPrimitive(Double.POSITIVE_INFINITY));
        assertThatThrownBy(() -> Json.toBytes(object)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsTheDepth() throws MalformedMessageException {
        assertThat(parse(nested(Json.MAX_DEPTH))).isNotNull();
        assertMalformed(nested(Json.MAX_DEPTH + 1), "not JSON, or nested deeper than 16");
        assertMalformed("{\"a\":" + "[".repeat(60_000), "not JSON, or nested deeper than 16");
    }

    @Test
    void doesNotRepeatWhatTheSenderWrote() {
        assertThatThrownBy(() -> parse("{\"secret\\nname\":{\"x\":tru}}"))
                .message()
                .doesNotContain("secret")
                .doesNotContain("\n");
    }

    @Test
    void readsAPartOfTheBytes() throws MalformedMessageException {
        byte[] bytes = "xx{\"a\":1}yy".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.parseObject(bytes, 2, 7)).isEqualTo(parse("{\"a\":1}"));
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    private static void assertMalformed(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(reason);
    }

    private static JsonObject parse(String text) throws MalformedMessageException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Json.parseObject(bytes, 0, bytes.length);
    }
}
