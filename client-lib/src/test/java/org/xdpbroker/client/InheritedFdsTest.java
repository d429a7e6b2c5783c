package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;

class InheritedFdsTest {

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "XDP_BROKER_LEASE", "7",
            "XDP_BROKER_IFNAME", "eth0",
            "XDP_BROKER_IFINDEX", "4",
            "XDP_BROKER_QUEUES", "2:3",
            "XDP_BROKER_FDS", "3:4",
            "XDP_BROKER_LEASE_FD", "5",
            "XDP_BROKER_MODE", "skb"));

    @Test
    void theLeaseIsWhatTheEnvironmentSays() throws IOException {
        LeaseDescription lease = new InheritedFds(environment).description();
        assertThat(lease.id()).isEqualTo("7");
        assertThat(lease.interfaceName()).isEqualTo("eth0");
        assertThat(lease.ifindex()).isEqualTo(4);
        assertThat(lease.queues()).extracting(QueueDescription::queue).containsExactly(2, 3);
        assertThat(lease.attachMode()).isEqualTo(AttachMode.SKB);
    }

    @Test
    void aProgramThatWasStartedOtherwiseIsToldHow() {
        assertThatThrownBy(() -> new InheritedFds(Map.of()).description())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("xdp-broker request IFNAME QUEUES -- java ...");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "XDP_BROKER_FDS     | 3    | 1 descriptors for 2 queues",
                "XDP_BROKER_FDS     | 3:x  | 'x' is no number",
                "XDP_BROKER_QUEUES  | 2:-3 | -3 is negative",
                "XDP_BROKER_IFINDEX | one  | 'one' is no number",
                "XDP_BROKER_MODE    | auto | 'auto' is neither native nor skb"
            })
    void aVariableThatIsNotAsDescribedIsNamed(String variable, String value, String problem) {
        environment.put(variable, value);
        assertThatThrownBy(() -> new InheritedFds(environment).description())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(variable)
                .hasMessageContaining(problem);
    }
}
