package org.xdpbroker.protocol.varlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {

    @Test
    void readsEveryType() throws Exception {
        Fields fields = fields(
                "{\"s\":\"x\",\"i\":-5,\"u\":4294967295,\"t\":true,\"f\":false,\"o\":{\"a\":1},\"is\":[1,2],\"ss\":[\"a\"],\"os\":[{}]}");
        assertThat(fields.string("s")).isEqualTo("x");
        assertThat(fields.integer("i", -5, 5)).isEqualTo(-5);
        assertThat(fields.unsignedInteger("u")).isEqualTo(-1);
        assertThat(fields.flag("t")).isTrue();
        assertThat(fields.flag("f")).isFalse();
        assertThat(fields.object("o").get("a").getAsInt()).isEqualTo(1);
        assertThat(fields.integersOrNull("is", 0, 9)).containsExactly(1, 2);
        assertThat(fields.stringsOrNull("ss")).containsExactly("a");
        assertThat(fields.objects("os")).hasSize(1);
        assertThatCode(fields::end).doesNotThrowAnyException();
    }

    @Test
    void absentAndNullAreTheSame() throws Exception {
        for (String text : new String[] {"{}", "{\"x\":null}"}) {
            Fields fields = fields(text);
            assertThat(fields.stringOrNull("x")).isNull();
            assertThat(fields.integerOrNull("x", 0, 1)).isNull();
            assertThat(fields.integersOrNull("x", 0, 1)).isNull();
            assertThat(fields.stringsOrNull("x")).isNull();
            assertThat(fields.flag("x")).isFalse();
            assertThat(fields.objectOrEmpty("x").size()).isZero();
            assertThatCode(fields::end).doesNotThrowAnyException();
            assertRefused(() -> fields.string("x"), "parameter 'x' is missing");
            assertRefused(() -> fields.integer("x", 0, 1), "parameter 'x' is missing");
            assertRefused(() -> fields.unsignedInteger("x"), "parameter 'x' is missing");
            assertRefused(() -> fields.object("x"), "parameter 'x' is missing");
            assertRefused(() -> fields.objects("x"), "parameter 'x' is missing");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1.0 | is not an integer",
                "1e2 | is not an integer",
                "9223372036854775808 | is not an integer",
                "\"1\" | is not an integer",
                "true | is not an integer",
                "[1] | is not an integer",
                "{} | is not an integer",
                "-1 | is -1, outside 0 to 10",
                "11 | is 11, outside 0 to 10",
                "4294967296 | is 4294967296, outside 0 to 10",
                "9223372036854775807 | is 9223372036854775807, outside 0 to 10",
            })
    void integersAreStrict(String value, String problem) throws Exception {
        Fields fields = fields("{\"x\":" + value + "}");
        assertRefused(() -> fields.integer("x", 0, 10), "parameter 'x' " + problem);
        assertRefused(() -> fields.integerOrNull("x", 0, 10), "parameter 'x' " + problem);
        Fields array = fields("{\"x\":[5," + value + "]}");
        assertRefused(() -> array.integersOrNull("x", 0, 10), "parameter 'x' " + problem);
    }

    @ParameterizedTest
    @CsvSource({"-1", "4294967296"})
    void unsignedIntegersHave32Bits(String value) throws Exception {
        Fields fields = fields("{\"x\":" + value + "}");
        assertRefused(() -> fields.unsignedInteger("x"), "parameter 'x' is " + value + ", outside 0 to 4294967295");
    }

    @Test
    void takesNoTypeForAnother() throws Exception {
        for (String value : new String[] {"1", "\"a\"", "true", "[]", "{}"}) {
            Fields fields = fields("{\"x\":" + value + "}");
            if (!value.startsWith("\"")) {
                assertRefused(() -> fields.stringOrNull("x"), "parameter 'x' is not a string");
            }
            if (!value.equals("true")) {
                assertRefused(() -> fields.flag("x"), "parameter 'x' is not a boolean");
            }
            if (!value.equals("{}")) {
                assertRefused(() -> fields.objectOrEmpty("x"), "parameter 'x' is not an object");
            }
            if (!value.equals("[]")) {
                assertRefused(() -> fields.integersOrNull("x", 0, 1), "parameter 'x' is not an array");
                assertRefused(() -> fields.stringsOrNull("x"), "parameter 'x' is not an array");
                assertRefused(() -> fields.objects("x"), "parameter 'x' is not an array");
            }
        }
    }

    @Test
    void itemsAreStrict() throws Exception {
        assertRefused(
                () -> fields("{\"x\":[\"a\",null]}").stringsOrNull("x"),
                "parameter 'x' has an item that is not a string");
        assertRefused(() -> fields("{\"x\":[{},1]}").objects("x"), "parameter 'x' has an item that is not an object");
        assertRefused(() -> fields("{\"x\":[null]}").integersOrNull("x", 0, 1), "parameter 'x' is not an integer");
    }

    @Test
    void refusesWhatNobodyAskedFor() throws Exception {
        Fields fields = fields("{\"known\":1,\"more\":2}");
        fields.integer("known", 0, 9);
        assertRefused(fields::end, "parameter 'more' is unknown");
        assertRefused(() -> fields("{\"more\":null}").end(), "parameter 'more' is unknown");
    }

    @Test
    void saysWhichParameter() {
        InvalidParameterException e = new InvalidParameterException("queueCount", "is missing");
        assertThat(e.parameter()).isEqualTo("queueCount");
        assertThat(e.problem()).isEqualTo("is missing");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InvalidParameterException.class).hasMessage(message);
    }

    private static Fields fields(String text) throws MalformedMessageException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Fields(Json.parseObject(bytes, 0, bytes.length));
    }
}
