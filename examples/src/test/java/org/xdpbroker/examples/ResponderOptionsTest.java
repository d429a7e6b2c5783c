package org.xdpbroker.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.protocol.message.AttachMode;

class ResponderOptionsTest {

    @Test
    void anInterfaceIsEnough() {
        assertThat(ResponderOptions.parse("eth0").request()).isEqualTo(LeaseRequest.of("eth0"));
    }

    @Test
    void everyOptionIsTaken() throws Exception {
        ResponderOptions options = ResponderOptions.parse(
                "--queues",
                "4",
                "--start-queue",
                "2",
                "--mode",
                "skb",
                "--ip",
                "10.9.0.254",
                "--mac",
                "02:00:00:00:0a:ff",
                "eth0");
        assertThat(options.request())
                .isEqualTo(
                        LeaseRequest.of("eth0").withQueues(4).withStartQueue(2).withAttachMode(AttachMode.SKB));
        assertThat(options.address("eth0")).isEqualTo(0x0a0900fe);
        assertThat(options.hardwareAddress("eth0")).containsExactly(2, 0, 0, 0, 10, 255);
    }

    @Test
    void withoutAnInterfaceItTakesWhatItWasStartedWith() {
        assertThat(ResponderOptions.parse().request()).isNull();
        assertThat(ResponderOptions.parse("--ip", "10.9.0.254").request()).isNull();
        assertThatThrownBy(() -> ResponderOptions.parse("--queues", "4")).hasMessageContaining("without IFNAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"02:00:00:00:0a", "02:00:00:00:0a:x", "02:00:00:00:0a:100", ""})
    void aHardwareAddressThatIsNoneIsRefused(String mac) {
        ResponderOptions options = ResponderOptions.parse("--mac", mac, "eth0");
        assertThatThrownBy(() -> options.hardwareAddress("eth0")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--queues", "--queues x eth0", "--queues 0 eth0", "--mode fast eth0", "--what 1 eth0"})
    void everythingElseIsRefused(String line) {
        assertThatThrownBy(() -> ResponderOptions.parse(line.split(" "))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.0", "10.9.0.256", "10.9.0.-1", "10.9.0.1.2", "host", ""})
    void anAddressThatIsNoneIsRefused(String ip) {
        ResponderOptions options = ResponderOptions.parse("--ip", ip, "eth0");
        assertThatThrownBy(() -> options.address("eth0")).isInstanceOf(IllegalArgumentException.class);
    }
}
