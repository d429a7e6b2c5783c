package org.xdpbroker.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPacketTest {

    /** By hand; the header's checksum is that of the 20 bytes 4500...c6120002 with the sum itself as 0. */
    private static final String BYTES = "0200000000020200000000010800"
            + "4500002e000040004011ae97c6120001c6120002"
            + "c0030009001a0000"
            + "7862" + "1234" + "5678" + "0003" + "89abcdef" + "0102" + "03040506";

    @Test
    void a_packet_is_what_the_headers_rfcs_and_its_drawing_say() {
        TrafficPlan plan = new TrafficPlan(
                Addresses.mac("02:00:00:00:00:01"),
                Addresses.mac("02:00:00:00:00:02"),
                Addresses.ipv4("198.18.0.1"),
                Addresses.ipv4("198.18.0.2"),
                9,
                60,
                4,
                1,
                1,
                1);
        ByteBuffer memory = ByteBuffer.allocateDirect(128).order(ByteOrder.nativeOrder());
        TestPacket.write(memory, 5, plan, 0x1234, 0x5678);
        TestPacket.stamp(memory, 5, 3, 0x89abcdef, 0x7f00_0102_0304_0506L);
        byte[] packet = new byte[60];
        memory.get(5, packet);
        assertThat(HexFormat.of().formatHex(packet)).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02:00:00:00:00", "02:00:00:00:00:00:01", "0200:0:0:0:0:0", "g2:00:00:00:00:01"})
    void what_is_no_hardware_address_is_refused(String text) {
        assertThatThrownBy(() -> Addresses.mac(text)).hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1.2.3.-4", "host"})
    void what_is_no_ipv4_address_is_refused(String text) {
        assertThatThrownBy(() -> Addresses.ipv4(text)).hasMessageContaining("'" + text + "'");
    }
}
