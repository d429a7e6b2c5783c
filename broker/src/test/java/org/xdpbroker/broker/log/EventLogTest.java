package org.xdpbroker.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final EventLog log = new EventLog(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);

    @Test
    void plain_values_stand_as_they_are() {
        log.info("lease-granted", "uid", 1000, "interface", "eth0.100");
        assertThat(line()).isEqualTo("xdp-brokerd: lease-granted uid=1000 interface=eth0.100\n");
    }

    @Test
    void absent_values_are_left_out() {
        log.info("lease-granted", "fallback", null, "uid", 1);
        assertThat(line()).isEqualTo("xdp-brokerd: lease-granted uid=1\n");
    }

    @Test
    void no_value_can_forge_a_line_or_a_key() {
        log.info("refused", "reason", "a\nxdp-brokerd: lease-granted uid=0 \"x\" \\ \u001b[31m\u2028");
        assertThat(line())
                .isEqualTo("xdp-brokerd: refused reason=\"a\\u000axdp-brokerd: lease-granted uid=0 \\\"x\\\" \\\\"
                        + " \\u001b[31m\\u2028\"\n");
    }

    @Test
    void an_empty_value_is_quoted() {
        log.warning("odd", "name", "");
        assertThat(line()).isEqualTo("xdp-brokerd: warning: odd name=\"\"\n");
    }

    @Test
    void debug_is_told_only_on_request() {
        log.debug("session-ended", "uid", 1);
        assertThat(line()).isEmpty();
    }

    private String line() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
