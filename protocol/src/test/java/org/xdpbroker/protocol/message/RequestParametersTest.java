package org.xdpbroker.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

class RequestParametersTest {

    private static final String FULL = "{\"interface\":\"eth0\",\"queueCount\":252,\"startQueue\":65535,"
            + "\"attachMode\":\"native\",\"handover\":\"bound\",\"flows\":[\"udp:4789\"],\"lockedMemory\":1099511627776,"
            + "\"multiBuffer\":true,\"busyPoll\":100000,\"allowInteractiveAuthentication\":true}";

    @Test
    void goesThroughUnchanged() throws Exception {
        RequestParameters request = RequestParameters.decode(Literal.read(FULL));
        assertThat(request)
                .isEqualTo(new RequestParameters(
                        new InterfaceName("eth0"),
                        252,
                        65535,
                        AttachMode.NATIVE,
                        Handover.BOUND,
                        List.of("udp:4789"),
                        1L << 40,
                        true,
                        100_000,
                        true));
        assertThat(Literal.of(request.encode())).isEqualTo(FULL);
    }

    @Test
    void hasDefaults() throws Exception {
        RequestParameters request =
                RequestParameters.decode(Literal.read("{\"interface\":\"lo\",\"startQueue\":null}"));
        assertThat(request)
                .isEqualTo(new RequestParameters(
                        new InterfaceName("lo"),
                        1,
                        0,
                        AttachMode.AUTO,
                        Handover.UNBOUND,
                        List.of(),
                        0,
                        false,
                        0,
                        false));
        assertThat(Literal.of(request.encode()))
                .isEqualTo("{\"interface\":\"lo\",\"queueCount\":1,\"startQueue\":0,\"attachMode\":\"auto\","
                        + "\"handover\":\"unbound\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | interface | is missing",
                "{\"interface\":7} | interface | is not a string",
                "{\"interface\":\"\"} | interface | is empty",
                "{\"interface\":\"a/b\"} | interface | is not a name an interface can have",
                "{\"interface\":\"eth0\\u0000\"} | interface | is not a name an interface can have",
                "{\"interface\":\"lo\",\"queueCount\":0} | queueCount | is 0, outside 1 to 252",
                "{\"interface\":\"lo\",\"queueCount\":253} | queueCount | is 253, outside 1 to 252",
                "{\"interface\":\"lo\",\"queueCount\":1.0} | queueCount | is not an integer",
                "{\"interface\":\"lo\",\"queueCount\":4294967297} | queueCount | is 4294967297, outside 1 to 252",
                "{\"interface\":\"lo\",\"busyPoll\":100001} | busyPoll | is 100001, outside 1 to 100000",
                "{\"interface\":\"lo\",\"multiBuffer\":1} | multiBuffer | is not a boolean",
                "{\"interface\":\"lo\",\"startQueue\":-1} | startQueue | is -1, outside 0 to 65535",
                "{\"interface\":\"lo\",\"startQueue\":65536} | startQueue | is 65536, outside 0 to 65535",
                "{\"interface\":\"lo\",\"attachMode\":\"hw\"} | attachMode | is none of auto, native, skb",
                "{\"interface\":\"lo\",\"attachMode\":\"Native\"} | attachMode | is none of auto, native, skb",
                "{\"interface\":\"lo\",\"handover\":\"\"} | handover | is none of unbound, bound",
                "{\"interface\":\"lo\",\"flows\":\"udp:1\"} | flows | is not an array",
                "{\"interface\":\"lo\",\"flows\":[1]} | flows | has an item that is not a string",
                "{\"interface\":\"lo\",\"lockedMemory\":0} | lockedMemory | is 0, outside 1 to 1099511627776",
                "{\"interface\":\"lo\",\"lockedMemory\":-1} | lockedMemory | is -1, outside 1 to 1099511627776",
                "{\"interface\":\"lo\",\"lockedMemory\":1099511627777}"
                        + " | lockedMemory | is 1099511627777, outside 1 to 1099511627776",
                "{\"interface\":\"lo\",\"lockedMemory\":\"64M\"} | lockedMemory | is not an integer",
                "{\"interface\":\"lo\",\"allowInteractiveAuthentication\":1}"
                        + " | allowInteractiveAuthentication | is not a boolean",
                "{\"interface\":\"lo\",\"uid\":0} | uid | is unknown",
            })
    void refuses(String text, String parameter, String problem) {
        assertThatThrownBy(() -> RequestParameters.decode(Literal.read(text)))
                .isInstanceOfSatisfying(InvalidParameterException.class, e -> {
                    assertThat(e.parameter()).isEqualTo(parameter);
                    assertThat(e.problem()).isEqualTo(problem);
                });
    }
}
