package org.xdpbroker.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketTextTest {

    private static final String MACS = "020000000002020000000001";
    private static final String IPV4_UDP = "45000020000040004011000001020304c6120002";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0800" + IPV4_UDP + "0035c003000c0000|IPv4|1.2.3.4:53|198.18.0.2:49155|UDP",
                "8100000508004500001400004000400600000102030405060708 01bb8000|VLAN5/IPv4|1.2.3.4:443|5.6.7.8:32768|TCP",
                "0800450000140000400040010000010203040506 0708|IPv4|1.2.3.4|5.6.7.8|ICMP",
                "08004500001400002001401100000102030405060708 11112222|IPv4|1.2.3.4|5.6.7.8|UDP",
                "080046000018000040004011000001020304050607 08 01010101 00010002|IPv4|1.2.3.4:1|5.6.7.8:2|UDP",
                "86dd6000000000001100fe800000000000000000000000000001ff0200000000000000000000000000fb 14e914e9"
                        + "|IPv6|[fe80::1]:5353|[ff02::fb]:5353|UDP",
                "86dd6000000000003aff20010db8000000000000000000000001 00000000000000000000000000000000"
                        + "|IPv6|2001:db8::1|::|ICMPv6",
                "08060001080006040001020000000001 0a4d0001 000000000000 0a4d0002|ARP|10.77.0.1|10.77.0.2|''",
                "88cc0000|0x88cc|02:00:00:00:00:01|02:00:00:00:00:02|''",
            })
    void a_packet_is_told_in_a_few_words(String bytes, String type, String from, String to, String protocol) {
        byte[] packet = HexFormat.of().parseHex(MACS + bytes.replace(" ", ""));
        assertThat(text(packet, packet.length)).isEqualTo(new PacketText(type, from, to, protocol));
    }

    @Test
    void what_a_short_packet_lacks_is_left_out_and_nothing_behind_it_is_looked_at() {
        byte[] packet = HexFormat.of().parseHex(MACS + "0800" + IPV4_UDP + "0035c003000c0000");
        assertThat(text(packet, 37)).isEqualTo(new PacketText("IPv4", "1.2.3.4", "198.18.0.2", "UDP"));
        assertThat(text(packet, 33).type()).isEqualTo("0x0800");
        assertThat(text(packet, 13).type()).isEqualTo("short");
    }

    @Test
    void anything_can_be_told() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = new byte[random.nextInt(80)];
            random.nextBytes(packet);
            if (packet.length > 14 && random.nextBoolean()) {
                System.arraycopy(HexFormat.of().parseHex(i % 2 == 0 ? "080045" : "86dd60"), 0, packet, 12, 3);
            }
            assertThat(text(packet, packet.length).type()).isNotEmpty();
        }
    }

    /** In memory that ends where the packet does, so that a look beyond it fails. */
    private static PacketText text(byte[] packet, int length) {
        ByteBuffer memory = ByteBuffer.allocateDirect(3 + length).order(ByteOrder.nativeOrder());
        memory.put(3, packet, 0, length);
        return PacketText.of(memory, 3, length);
    }
}
