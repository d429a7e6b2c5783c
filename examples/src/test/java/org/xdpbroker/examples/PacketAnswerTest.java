package org.xdpbroker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets between 02:aa:bb:cc:dd:01, 10.9.0.2 (this side) and 02:11:22:33:44:56, 10.9.0.1. */
class PacketAnswerTest {

    private static final String ARP_REQUEST =
            "ffffffffffff021122334456080600010800060400010211223344560a0900010000000000000a090002";
    private static final String PING =
            "02aabbccdd01021122334456080045000021123440003d0117940a0900010a0900020800b4250007000168656c6c6f";
    private static final String UDP_WITH_PARTIAL_CHECKSUM =
            "02aabbccdd0102112233445608004500001f12344000031151860a0900010a0900029c400007000b1111616263";
    private static final String UDP_WITH_IP_OPTIONS_AND_PADDING =
            "02aabbccdd0102112233445608004600002012344000401111840a0900010a09000201010100000500060008ebbe"
                    + "0000000000000000000000000000";

    private static final int OFFSET = 256;
    private static final int ETHERNET = 14;
    private static final byte UNTOUCHED = 0x5a;

    private final byte[] memory = new byte[2048];
    private final PacketAnswer answer =
            new PacketAnswer(ByteBuffer.wrap(memory), HexFormat.of().parseHex("02aabbccdd01"), 0x0a090002);

    @Test
    void anArpRequestForTheAddressIsAnswered() {
        assertThat(answer(ARP_REQUEST)).isEqualTo(PacketAnswer.Kind.ARP);
        assertThat(packet(ARP_REQUEST))
                .isEqualTo("02112233445602aabbccdd010806000108000604000202aabbccdd010a0900020211223344560a090001");
    }

    @Test
    void aPingIsAnsweredWithTheDataItCameWith() {
        assertThat(answer(PING)).isEqualTo(PacketAnswer.Kind.ICMP_ECHO);
        assertThat(packet(PING))
                .isEqualTo(
                        "02112233445602aabbccdd0108004500002112344000400114940a0900020a0900010000bc250007000168656c6c6f");
    }

    @Test
    void udpIsSentBackWithACorrectChecksumWhateverTheOneItCameWith() {
        assertThat(answer(UDP_WITH_PARTIAL_CHECKSUM)).isEqualTo(PacketAnswer.Kind.UDP_ECHO);
        assertThat(packet(UDP_WITH_PARTIAL_CHECKSUM))
                .isEqualTo(
                        "02112233445602aabbccdd0108004500001f12344000401114860a0900020a09000100079c40000b8b19616263");
    }

    @Test
    void ipOptionsAndPaddingStay() {
        assertThat(answer(UDP_WITH_IP_OPTIONS_AND_PADDING)).isEqualTo(PacketAnswer.Kind.UDP_ECHO);
        assertThat(packet(UDP_WITH_IP_OPTIONS_AND_PADDING))
                .isEqualTo(
                        "02112233445602aabbccdd0108004600002012344000401111840a0900020a09000101010100000600050008ebbe"
                                + "0000000000000000000000000000");
    }

    @Test
    void aUdpChecksumOfZeroIsWrittenAsItsOtherForm() {
        String zero = "02aabbccdd0102112233445608004500001e12344000401114870a0900010a090002000a0009000affffebb2";
        assertThat(answer(zero)).isEqualTo(PacketAnswer.Kind.UDP_ECHO);
        assertThat(packet(zero))
                .isEqualTo("02112233445602aabbccdd0108004500001e12344000401114870a0900020a0900010009000a000affffebb2");
    }

    @Test
    void aPacketOfTheLargestFrameIsAnswered() {
        byte[] data = HexFormat.of().parseHex(UDP_WITH_PARTIAL_CHECKSUM);
        byte[] large = Arrays.copyOf(data, ETHERNET + 20 + 8 + 1472);
        ByteBuffer header = ByteBuffer.wrap(large);
        header.putShort(ETHERNET + 2, (short) 1500);
        header.putShort(ETHERNET + 10, (short) (0x5186 - (1500 - 0x1f)));
        header.putShort(ETHERNET + 20 + 4, (short) 1480);
        assertThat(answer(HexFormat.of().formatHex(large))).isEqualTo(PacketAnswer.Kind.UDP_ECHO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffffffff021122334456080600010800060400010211223344560a0900010000000000000a090003", // for another
                "ffffffffffff021122334456080600010800060400020211223344560a0900010000000000000a090002", // ARP reply
                "ffffffffffff021122334456080600010800060600010211223344560a0900010000000000000a090002", // ARP lengths
                "02aabbccdd02021122334456080045000021123440003d0117940a0900010a0900020800b4250007000168656c6c6f", // other MAC
                "02aabbccdd01021122334456080045000021123440003d0117950a0900010a0900020800b4250007000168656c6c6f", // IP
                // sum
                "02aabbccdd01021122334456080045000021123440003d0117940a0900010a0900020800b4260007000168656c6c6f", // ICMP sum
                "02aabbccdd01021122334456080045000021123420003d0137940a0900010a0900020800b4250007000168656c6c6f", // first fragment
                "02aabbccdd01021122334456080045000021123400013d0157930a0900010a0900020800b4250007000168656c6c6f", // later fragment
                "02aabbccdd010211223344560800650000", // IPv6 in the version field, and short
                "02aabbccdd0102112233445686dd6000000000003a40", // IPv6
            })
    void everythingElseIsLeftAlone(String other) {
        assertThat(answer(other)).isEqualTo(PacketAnswer.Kind.NONE);
        assertThat(packet(other)).isEqualTo(other);
    }

    @Test
    void aPacketCutShortAnywhereIsLeftAlone() {
        for (String whole : List.of(ARP_REQUEST, PING, UDP_WITH_PARTIAL_CHECKSUM)) {
            byte[] bytes = HexFormat.of().parseHex(whole);
            for (int length = 0; length < bytes.length; length++) {
                String cut = HexFormat.of().formatHex(bytes, 0, length);
                assertThat(answer(cut)).as("%s bytes", length).isEqualTo(PacketAnswer.Kind.NONE);
                assertThat(packet(cut)).isEqualTo(cut);
            }
        }
    }

    @Test
    void whateverTheBytesNothingOutsideThePacketIsTouched() {
        Random random = new Random(42);
        for (int round = 0; round < 200_000; round++) {
            List<String> seeds = List.of(ARP_REQUEST, PING, UDP_WITH_PARTIAL_CHECKSUM, UDP_WITH_IP_OPTIONS_AND_PADDING);
            byte[] bytes = HexFormat.of().parseHex(seeds.get(round % seeds.size()));
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            repairIpChecksum(bytes);
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            Arrays.fill(memory, UNTOUCHED);
            System.arraycopy(bytes, 0, memory, OFFSET, length);
            answer.answer(OFFSET, length);
            for (int i = 0; i < memory.length; i++) {
                if ((i < OFFSET || i >= OFFSET + length) && memory[i] != UNTOUCHED) {
                    throw new AssertionError("byte " + (i - OFFSET) + " of a packet of " + length + " was written");
                }
            }
        }
    }

    /** So that what is broken is found behind the checksum too. */
    private static void repairIpChecksum(byte[] bytes) {
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        int headerBytes = (bytes[ETHERNET] & 0xf) * 4;
        if (headerBytes < 20 || ETHERNET + headerBytes > bytes.length) {
            return;
        }
        packet.putShort(ETHERNET + 10, (short) 0);
        int sum = 0;
        for (int i = 0; i < headerBytes; i += 2) {
            sum += packet.getShort(ETHERNET + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        packet.putShort(ETHERNET + 10, (short) ~((sum & 0xffff) + (sum >>> 16)));
    }

    private PacketAnswer.Kind answer(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        Arrays.fill(memory, UNTOUCHED);
        System.arraycopy(bytes, 0, memory, OFFSET, bytes.length);
        return answer.answer(OFFSET, bytes.length);
    }

    private String packet(String original) {
        return HexFormat.of().formatHex(memory, OFFSET, OFFSET + original.length() / 2);
    }
}
