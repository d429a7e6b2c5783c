package org.xdpbroker.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

class LeaseDescriptionTest {

    private static final String FULL =
            "{\"id\":\"a1\",\"interface\":\"eth0\",\"ifindex\":7,\"uid\":4294967294,\"pid\":42,"
                    + "\"queues\":[{\"queue\":0,\"socketFileDescriptor\":0},{\"queue\":1,\"socketFileDescriptor\":1,"
                    + "\"socketInode\":4711,\"receivedPackets\":9223372036854775807,\"receivedBytes\":0}],"
                    + "\"attachMode\":\"skb\",\"fallbackReason\":\"EOPNOTSUPP\",\"handover\":\"unbound\",\"state\":\"granted\","
                    + "\"since\":\"2026-01-02T03:04:05Z\",\"rule\":\"lab\",\"lockedMemory\":9223372036854775807}";
    private static final String LEAST = "{\"id\":\"a1\",\"interface\":\"eth0\",\"ifindex\":7,\"uid\":0,\"pid\":42,"
            + "\"queues\":[{\"queue\":65535}],\"attachMode\":\"native\",\"handover\":\"unbound\",\"state\":\"active\","
            + "\"since\":\"2026-01-02T03:04:05Z\"}";

    @Test
    void goesThroughUnchanged() throws Exception {
        LeaseDescription lease = LeaseDescription.decode(Literal.read(FULL));
        assertThat(lease)
                .isEqualTo(new LeaseDescription(
                        "a1",
                        "eth0",
                        7,
                        -2,
                        42,
                        List.of(new QueueDescription(0, 0), new QueueDescription(1, 1, 4711L, Long.MAX_VALUE, 0L)),
                        AttachMode.SKB,
                        "EOPNOTSUPP",
                        Handover.UNBOUND,
                        "granted",
                        "2026-01-02T03:04:05Z",
                        "lab",
                        Long.MAX_VALUE));
        assertThat(Literal.of(lease.encode())).isEqualTo(FULL);
        assertThat(Literal.of(LeaseDescription.decode(Literal.read(LEAST)).encode()))
                .isEqualTo(LEAST);
    }

    @Test
    void mayHaveMoreThanIsKnown() throws Exception {
        String more = LEAST.replace("{\"id\"", "{\"new\":1,\"id\"");
        assertThat(LeaseDescription.decode(Literal.read(more))).isEqualTo(LeaseDescription.decode(Literal.read(LEAST)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\":\"a1\" | \"id\":1 | parameter 'id' is not a string",
                "\"ifindex\":7 | \"ifindex\":0 | parameter 'ifindex' is 0, outside 1 to 2147483647",
                "\"uid\":0 | \"uid\":-1 | parameter 'uid' is -1, outside 0 to 4294967295",
                "\"pid\":42 | \"pid\":\"42\" | parameter 'pid' is not an integer",
                "{\"queue\":65535} | {} | parameter 'queue' is missing",
                "{\"queue\":65535} | {\"queue\":65536} | parameter 'queue' is 65536, outside 0 to 65535",
                "{\"queue\":65535} | {\"queue\":1,\"socketFileDescriptor\":-1}"
                        + " | parameter 'socketFileDescriptor' is -1, outside 0 to 252",
                "{\"queue\":65535} | {\"queue\":1,\"receivedPackets\":-1}"
                        + " | parameter 'receivedPackets' is -1, outside 0 to 9223372036854775807",
                "{\"queue\":65535} | {\"queue\":1,\"receivedBytes\":\"1\"} | parameter 'receivedBytes' is not an integer",
                "{\"queue\":65535} | {\"queue\":1,\"socketInode\":1.5} | parameter 'socketInode' is not an integer",
                "\"native\" | \"driver\" | parameter 'attachMode' is none of auto, native, skb",
                "\"state\" | \"State\" | parameter 'state' is missing",
            })
    void refuses(String part, String instead, String message) {
        assertThat(LEAST).contains(part);
        assertThatThrownBy(() -> LeaseDescription.decode(Literal.read(LEAST.replace(part, instead))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GRANTED | {\"kind\":\"granted\",\"leaseId\":\"a\",\"interface\":\"lo\"}",
                "BOUND | {\"kind\":\"bound\",\"leaseId\":\"a\",\"interface\":\"lo\",\"queue\":3}",
                "INTERFACE_DOWN | {\"kind\":\"interfaceDown\",\"leaseId\":\"a\",\"interface\":\"lo\"}",
                "INTERFACE_UP | {\"kind\":\"interfaceUp\",\"leaseId\":\"a\",\"interface\":\"lo\"}",
                "INTERFACE_RENAMED | {\"kind\":\"interfaceRenamed\",\"leaseId\":\"a\",\"interface\":\"lo\"}",
                "ENDED | {\"kind\":\"ended\",\"leaseId\":\"a\",\"interface\":\"lo\",\"reason\":\"revoked\"}",
            })
    void eventsGoThroughUnchanged(LeaseEvent.Kind kind, String text) throws Exception {
        LeaseEvent event = LeaseEvent.decode(Literal.read(text));
        assertThat(event.kind()).isEqualTo(kind);
        assertThat(Literal.of(event.encode())).isEqualTo(text);
    }

    @Test
    void everyKindOfEventIsTested() {
        assertThat(LeaseEvent.Kind.values()).hasSize(6);
    }

    @Test
    void refusesAnUnknownKind() {
        assertThatThrownBy(() ->
                        LeaseEvent.decode(Literal.read("{\"kind\":\"x\",\"leaseId\":\"a\",\"interface\":\"lo\"}")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessage("parameter 'kind' is unknown: x");
    }
}
