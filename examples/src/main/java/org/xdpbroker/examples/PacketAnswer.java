package org.xdpbroker.examples;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns a packet into its answer, in place and of the same length: ARP requests for an address (RFC 826), ICMP echo (RFC 792)
 * and UDP to any port, sent back as it came. Everything else, and whatever is cut short or contradicts itself, is left alone.
 *
 * <pre>
 *   Ethernet 0            14               IPv4 header, 20 to 60     UDP 8 or ICMP
 *   +--------+-----+------+----------------------------------------+------------------+------+
 *   | to     | from| type | version+ihl ... length ... checksum    | ports, length,   | data |
 *   | 6      | 6   | 2    | from address, to address, options      | checksum         |      |
 *   +--------+-----+------+----------------------------------------+------------------+------+
 * </pre>
 */
final class PacketAnswer {

    /** What a packet was answered as. */
    enum Kind {
        ARP,
        ICMP_ECHO,
        UDP_ECHO,
        /** Not answered, and not changed. */
        NONE
    }

    private static final int MAC_BYTES = 6;
    private static final int ETHER_TO = 0;
    private static final int ETHER_FROM = ETHER_TO + MAC_BYTES;
    private static final int ETHER_TYPE = ETHER_FROM + MAC_BYTES;
    private static final int ETHER_BYTES = ETHER_TYPE + 2;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_ARP = 0x0806;

    private static final long ARP_ETHERNET_IPV4_REQUEST = 0x0001_0800_06_04_0001L;
    private static final int ARP_REPLY = 2;
    private static final int ARP_OPERATION = 6;
    private static final int ARP_FROM_MAC = 8;
    private static final int ARP_FROM_IP = ARP_FROM_MAC + MAC_BYTES;
    private static final int ARP_TO_MAC = ARP_FROM_IP + 4;
    private static final int ARP_TO_IP = ARP_TO_MAC + MAC_BYTES;
    private static final int ARP_BYTES = ARP_TO_IP + 4;

    private static final int IP_LENGTH = 2;
    private static final int IP_FRAGMENT = 6;
    private static final int IP_TTL = 8;
    private static final int IP_PROTOCOL = 9;
    private static final int IP_CHECKSUM = 10;
    private static final int IP_FROM = 12;
    private static final int IP_TO = 16;
    private static final int IP_BYTES = 20;
    private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3fff;
    private static final byte DEFAULT_TTL = 64;
    private static final int PROTOCOL_ICMP = 1;
    private static final int PROTOCOL_UDP = 17;

    private static final int ICMP_CHECKSUM = 2;
    private static final int ICMP_BYTES = 8;
    private static final short ICMP_ECHO_REQUEST = 0x0800;
    private static final short ICMP_ECHO_REPLY = 0;

    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;
    private static final int UDP_BYTES = 8;

    private final ByteBuffer memory;
    private final byte[] mac;
    private final int ip;
    private final byte[] peer = new byte[MAC_BYTES];

    /**
     * @param memory where packets lie
     * @param mac the six bytes to answer as
     * @param ip the IPv4 address to answer for, its first byte highest
     */
    PacketAnswer(ByteBuffer memory, byte[] mac, int ip) {
        this.memory = memory.duplicate().clear().order(ByteOrder.BIG_ENDIAN);
        this.mac = mac.clone();
        this.ip = ip;
    }

    /** Looks at the packet of {@code length} bytes at {@code offset}, and at nothing beyond it. */
    Kind answer(int offset, int length) {
        if (length < ETHER_BYTES) {
            return Kind.NONE;
        }
        int payload = offset + ETHER_BYTES;
        Kind kind =
                switch (memory.getShort(offset + ETHER_TYPE) & 0xffff) {
                    case TYPE_ARP -> arp(payload, length - ETHER_BYTES);
                    case TYPE_IPV4 -> isForUs(offset) ? ipv4(payload, length - ETHER_BYTES) : Kind.NONE;
                    default -> Kind.NONE;
                };
        if (kind != Kind.NONE) {
            memory.get(offset + ETHER_FROM, peer);
            memory.put(offset + ETHER_TO, peer);
            memory.put(offset + ETHER_FROM, mac);
        }
        return kind;
    }

    private boolean isForUs(int ether) {
        for (int i = 0; i < MAC_BYTES; i++) {
            if (memory.get(ether + ETHER_TO + i) != mac[i]) {
                return false;
            }
        }
        return true;
    }

    private Kind arp(int arp, int length) {
        if (length < ARP_BYTES
                || memory.getLong(arp) != ARP_ETHERNET_IPV4_REQUEST
                || memory.getInt(arp + ARP_TO_IP) != ip) {
            return Kind.NONE;
        }
        memory.putShort(arp + ARP_OPERATION, (short) ARP_REPLY);
        memory.get(arp + ARP_FROM_MAC, peer);
        memory.put(arp + ARP_TO_MAC, peer);
        memory.putInt(arp + ARP_TO_IP, memory.getInt(arp + ARP_FROM_IP));
        memory.put(arp + ARP_FROM_MAC, mac);
        memory.putInt(arp + ARP_FROM_IP, ip);
        return Kind.ARP;
    }

    private Kind ipv4(int header, int length) {
        if (length < IP_BYTES || memory.get(header) >> 4 != 4) {
            return Kind.NONE;
        }
        int headerBytes = (memory.get(header) & 0xf) * 4;
        int total = memory.getShort(header + IP_LENGTH) & 0xffff;
        if (headerBytes < IP_BYTES
                || total < headerBytes
                || total > length
                || memory.getInt(header + IP_TO) != ip
                || memory.getInt(header + IP_FROM) == ip
                || (memory.getShort(header + IP_FRAGMENT) & MORE_FRAGMENTS_OR_OFFSET) != 0
                || checksum(header, headerBytes, 0) != 0) {
            return Kind.NONE;
        }
        Kind kind =
                switch (memory.get(header + IP_PROTOCOL)) {
                    case PROTOCOL_ICMP -> icmp(header + headerBytes, total - headerBytes);
                    case PROTOCOL_UDP -> udp(header, header + headerBytes, total - headerBytes);
                    default -> Kind.NONE;
                };
        if (kind != Kind.NONE) {
            memory.putInt(header + IP_TO, memory.getInt(header + IP_FROM));
            memory.putInt(header + IP_FROM, ip);
            memory.put(header + IP_TTL, DEFAULT_TTL);
            memory.putShort(header + IP_CHECKSUM, (short) 0);
            memory.putShort(header + IP_CHECKSUM, checksum(header, headerBytes, 0));
        }
        return kind;
    }

    private Kind icmp(int icmp, int length) {
        if (length < ICMP_BYTES || memory.getShort(icmp) != ICMP_ECHO_REQUEST || checksum(icmp, length, 0) != 0) {
            return Kind.NONE;
        }
        memory.putShort(icmp, ICMP_ECHO_REPLY);
        memory.putShort(icmp + ICMP_CHECKSUM, (short) 0);
        memory.putShort(icmp + ICMP_CHECKSUM, checksum(icmp, length, 0));
        return Kind.ICMP_ECHO;
    }

    /** The checksum that came is not looked at: a sender on the same machine may have left it to hardware that is not there. */
    private Kind udp(int ipHeader, int udp, int room) {
        int length = room < UDP_BYTES ? 0 : memory.getShort(udp + UDP_LENGTH) & 0xffff;
        if (length < UDP_BYTES || length > room) {
            return Kind.NONE;
        }
        int ports = memory.getInt(udp);
        memory.putInt(udp, ports << 16 | ports >>> 16);
        memory.putShort(udp + UDP_CHECKSUM, (short) 0);
        // the pseudo-header (RFC 768): both addresses, whose order does not matter to a sum, the protocol and the
        // length
        int sum = sum(ipHeader + IP_FROM, 8) + PROTOCOL_UDP + length;
        short checksum = checksum(udp, length, sum);
        memory.putShort(udp + UDP_CHECKSUM, checksum == 0 ? (short) 0xffff : checksum); // 0 would mean none
        return Kind.UDP_ECHO;
    }

    /** RFC 1071; of bytes that hold their own checksum, 0 if it is right. */
    private short checksum(int from, int length, int start) {
        int sum = start + sum(from, length);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~sum;
    }

    /** The sum of 16-bit words, an odd last byte padded; no overflow within the 64 KiB of a packet. */
    private int sum(int from, int length) {
        int sum = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += memory.getShort(from + i) & 0xffff;
        }
        return (length & 1) == 0 ? sum : sum + ((memory.get(from + length - 1) & 0xff) << 8);
    }
}
