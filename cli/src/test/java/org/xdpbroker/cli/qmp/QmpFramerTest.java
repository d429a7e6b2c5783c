package org.xdpbroker.cli.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.varlink.MalformedMessageException;

class QmpFramerTest {

    private final QmpFramer framer = new QmpFramer();

    @Test
    void lines_are_messages() throws Exception {
        assertThat(all("{\"a\":1}\r\n{\"b\":[{}]}\r\n")).containsExactly("{\"a\":1}", "{\"b\":[{}]}");
    }

    @Test
    void a_message_over_several_lines_is_one() throws Exception {
        assertThat(all("{\r\n    \"a\": {\r\n        \"b\": 1\r\n    }\r\n}\r\n"))
                .containsExactly("{\"a\":{\"b\":1}}");
    }

    @Test
    void braces_brackets_and_quotes_in_strings_end_nothing() throws Exception {
        assertThat(all("{\"a\":\"}]\\\"}\\\\\"}{\"b\":\"{[\"}"))
                .containsExactly("{\"a\":\"}]\\\"}\\\\\"}", "{\"b\":\"{[\"}");
    }

    @Test
    void messages_may_come_byte_by_byte() throws Exception {
        List<String> seen = new ArrayList<>();
        for (byte b : "\n{\"ä\":\"}\"}\n\n{}\n".getBytes(StandardCharsets.UTF_8)) {
            framer.add(new byte[] {b});
            JsonObject message = framer.next();
            if (message != null) {
                seen.add(message.toString());
            }
        }
        assertThat(seen).containsExactly("{\"ä\":\"}\"}", "{}");
    }

    @Test
    void a_long_message_is_taken_and_one_beyond_the_limit_is_not() throws Exception {
        int frame = "{\"a\":\"\"}".length();
        assertThat(all("{\"a\":\"" + "x".repeat(QmpFramer.MAX_MESSAGE - frame) + "\"}"))
                .hasSize(1);
        assertThatThrownBy(() -> all("{\"a\":\"" + "x".repeat(QmpFramer.MAX_MESSAGE)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("longer than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QEMU 10.0 monitor - type 'help'",
                "SSH-2.0-x",
                "[1]",
                "\"text\"",
                "null",
                "}",
                "\u0000",
                "{]",
                "{}x"
            })
    void what_is_no_object_is_refused(String text) {
        assertThatThrownBy(() -> all(text)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void what_was_said_instead_is_quoted_in_letters_that_do_no_harm() {
        assertThatThrownBy(() -> all("HTTP/1.1 \u001b[31m" + "y".repeat(100)))
                .hasMessageContaining("'HTTP/1.1 ?[31myyy")
                .hasMessageNotContaining("y".repeat(60));
    }

    private List<String> all(String text) throws MalformedMessageException {
        framer.add(text.getBytes(StandardCharsets.UTF_8));
        List<String> messages = new ArrayList<>();
        for (JsonObject message = framer.next(); message != null; message = framer.next()) {
            messages.add(message.toString());
        }
        return messages;
    }
}
