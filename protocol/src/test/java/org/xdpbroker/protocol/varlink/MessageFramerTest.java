package org.xdpbroker.protocol.varlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageFramerTest {

    private static final String FIRST = "{\"method\":\"org.varlink.service.GetInfo\",\"parameters\":{\"ü\":\"🐧\"}}";
    private static final String SECOND = "{\"a\":[1,2,3]}";

    private final MessageFramer framer = new MessageFramer();

    @Test
    void cutsAtEveryByte() throws MalformedMessageException {
        byte[] stream = bytes(FIRST + "\0" + SECOND + "\0");
        for (int cut = 0; cut <= stream.length; cut++) {
            MessageFramer fresh = new MessageFramer();
            fresh.add(Arrays.copyOfRange(stream, 0, cut));
            List<String> messages = drain(fresh);
            fresh.add(Arrays.copyOfRange(stream, cut, stream.length));
            messages.addAll(drain(fresh));
            assertThat(messages).as("cut at %d", cut).containsExactly(FIRST, SECOND);
            assertThat(fresh.isMidMessage()).isFalse();
        }
    }

    @Test
    void takesSingleBytes() throws MalformedMessageException {
        List<String> messages = new ArrayList<>();
        for (byte b : bytes(FIRST + "\0" + SECOND + "\0")) {
            framer.add(new byte[] {b});
            messages.addAll(drain(framer));
        }
        assertThat(messages).containsExactly(FIRST, SECOND);
    }

    @Test
    void takesManyMessagesAtOnce() throws MalformedMessageException {
        framer.add(bytes((SECOND + "\0").repeat(10_000) + "{"));
        assertThat(drain(framer)).hasSize(10_000).allMatch(SECOND::equals);
        assertThat(framer.isMidMessage()).isTrue();
        framer.add(bytes("}\0"));
        assertThat(drain(framer)).containsExactly("{}");
    }

    @Test
    void takesRandomPieces() throws MalformedMessageException {
        Random random = new Random(7);
        List<String> sent = new ArrayList<>();
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            sent.add("{\"n\":" + i + ",\"s\":\"" + "x".repeat(random.nextInt(3000)) + "\"}");
            stream.append(sent.get(i)).append('\0');
        }
        byte[] bytes = bytes(stream.toString());
        List<String> received = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(5000));
            framer.add(Arrays.copyOfRange(bytes, at, end));
            received.addAll(drain(framer));
            at = end;
        }
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void takesTheLongestMessage() throws MalformedMessageException {
        String longest = ofLength(MessageFramer.MAX_MESSAGE - 1);
        framer.add(bytes(longest + "\0"));
        assertThat(drain(framer)).containsExactly(longest);
        framer.add(bytes(longest));
        assertThat(framer.next()).isNull();
        framer.add(new byte[1]);
        assertThat(drain(framer)).containsExactly(longest);
    }

    @Test
    void refusesOneByteMore() throws MalformedMessageException {
        String tooLong = ofLength(MessageFramer.MAX_MESSAGE);
        assertThatThrownBy(() -> framer.add(bytes(tooLong)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("a message is longer than 65536 bytes");
        MessageFramer whole = new MessageFramer();
        whole.add(bytes(tooLong + "\0"));
        assertThatThrownBy(whole::next).hasMessage("a message is longer than 65536 bytes");
        MessageFramer behindAnother = new MessageFramer();
        behindAnother.add(bytes("{}\0" + tooLong));
        assertThat(behindAnother.next()).isNotNull();
        assertThat(behindAnother.next()).isNull();
        assertThatThrownBy(() -> behindAnother.add(bytes("x"))).hasMessage("a message is longer than 65536 bytes");
    }

    @Test
    void knowsWhetherAMessageHasBegun() throws MalformedMessageException {
        assertThat(framer.isMidMessage()).isFalse();
        framer.add(new byte[0]);
        assertThat(framer.isMidMessage()).isFalse();
        framer.add(bytes("{"));
        assertThat(framer.isMidMessage()).isTrue();
        framer.add(bytes("}\0"));
        assertThat(framer.next()).isNotNull();
        assertThat(framer.isMidMessage()).isFalse();
    }

    @Test
    void anEmptyMessageIsMalformed() throws MalformedMessageException {
        framer.add(new byte[1]);
        assertThatThrownBy(framer::next).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void framesEndWithTheirOnlyNul() throws MalformedMessageException {
        JsonObject message = new JsonObject();
        message.addProperty("text", "a\0b");
        byte[] frame = MessageFramer.frame(message);
        assertThat(new String(frame, StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"a\\u0000b\"}\0");
        framer.add(frame);
        assertThat(framer.next()).isEqualTo(message);
    }

    private static List<String> drain(MessageFramer framer) throws MalformedMessageException {
        List<String> messages = new ArrayList<>();
        for (JsonObject next = framer.next(); next != null; next = framer.next()) {
            messages.add(new String(Json.toBytes(next), StandardCharsets.UTF_8));
        }
        return messages;
    }

    private static String ofLength(int length) {
        return "{\"a\":\"" + "x".repeat(length - 8) + "\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
