package org.xdpbroker.polkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BusMessageTest {

    private static final ActionId ACTION = new ActionId("org.xdpbroker.request");

    @Test
    void aReplyIsRead() throws MalformedMessageException {
        BusMessage reply = BusMessage.parse(ByteBuffer.wrap(FakeBus.yes(5)));
        assertThat(reply.type()).isEqualTo(BusMessage.METHOD_RETURN);
        assertThat(reply.replySerial()).isEqualTo(5);
        assertThat(reply.signature()).isEqualTo("(bba{ss})");
        Unmarshaller body = new Unmarshaller(reply.body());
        assertThat(body.bool()).isTrue();
        assertThat(body.bool()).isFalse();
        assertThat(body.strings()).isEmpty();
    }

    /** A method return with reply serial 5 and the string "x", laid out by hand from the specification. */
    @Test
    void bigEndianIsRead() throws MalformedMessageException {
        byte[] message = HexFormat.ofDelimiter(" ")
                .parseHex(
                        "42 02 00 01 00 00 00 06 00 00 00 09 00 00 00 0f" // B, return; body 6, serial 9, fields 15
                                + " 05 01 75 00 00 00 00 05" // reply serial
                                + " 08 01 67 00 01 73 00 00" // signature s, padding
                                + " 00 00 00 01 78 00");
        BusMessage reply = BusMessage.parse(ByteBuffer.wrap(message));
        assertThat(reply.replySerial()).isEqualTo(5);
        assertThat(reply.errorText()).isEqualTo("x");
    }

    /** What the arguments of CheckAuthorization look like by the specification. */
    @Test
    void argumentsAreWritten() throws MalformedMessageException {
        CheckAuthorization check = new CheckAuthorization(
                1234, 5_000_000_000L, -2, ACTION, new Details(Map.of("interface", "\u00fc")), true, "7");
        ByteBuffer bytes = ByteBuffer.wrap(check.arguments(true)).order(ByteOrder.LITTLE_ENDIAN);
        Unmarshaller body = new Unmarshaller(bytes);
        assertThat(body.string()).isEqualTo("unix-process");
        int end = body.arrayEnd();
        assertThat(body.string() + body.signature() + body.uint32()).isEqualTo("pidu1234");
        body.align(8);
        assertThat(body.string() + body.signature()).isEqualTo("start-timet");
        body.align(8);
        assertThat(bytes.getLong()).isEqualTo(5_000_000_000L);
        assertThat(body.string() + body.signature() + body.uint32()).isEqualTo("uidi-2");
        body.align(8);
        assertThat(body.string() + body.signature() + body.uint32()).isEqualTo("pidfdh0");
        assertThat(body.position()).isEqualTo(end);
        assertThat(body.string()).isEqualTo(ACTION.value());
        assertThat(body.strings()).containsExactly(Map.entry("interface", "\u00fc"));
        assertThat(body.uint32()).isEqualTo(1);
        assertThat(body.string()).isEqualTo("7");
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void aLengthBeyondTheSpecificationIsRefused() {
        byte[] start = Arrays.copyOf(FakeBus.yes(5), BusMessage.FIXED_BYTES);
        start[7] = 0x7f;
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> BusMessage.length(ByteBuffer.wrap(start)));
    }

    @Test
    void nothingThatIsReceivedBreaksTheReader() throws MalformedMessageException {
        Random random = new Random(20);
        CheckAuthorization check = new CheckAuthorization(1, 1, 1, ACTION, Details.NONE, false, "");
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = FakeBus.yes(random.nextInt());
            for (int flips = random.nextInt(4) + 1; flips > 0; flips--) {
                bytes[random.nextInt(bytes.length - 1) + 1] = (byte) random.nextInt();
            }
            byte[] message = random.nextInt(4) == 0
                    ? Arrays.copyOf(
                            bytes, BusMessage.FIXED_BYTES + random.nextInt(bytes.length - BusMessage.FIXED_BYTES))
                    : bytes;
            try {
                BusMessage parsed = BusMessage.parse(ByteBuffer.wrap(message));
                assertThat(parsed.errorText()).isNotNull();
                assertThat(check.result(parsed).reason()).isNotEmpty();
            } catch (MalformedMessageException e) {
                assertThat(e).hasMessageContaining("a");
            }
        }
    }
}
