package org.xdpbroker.cli.traffic;

/**
 * Where things are in the headers of packets, from each header's first byte on: Ethernet (IEEE 802.3), IPv4 (RFC 791), IPv6
 * (RFC 8200), ARP (RFC 826), UDP (RFC 768).
 *
 * <pre>
 *   Ethernet   | to 6 | from 6 | type u16 |
 *   IPv4       | version, header words u8 | tos u8 | length u16 | id u16 | fragment u16 | ttl u8 | protocol u8 | checksum u16 |
 *              | from u32 | to u32 | options |
 *   IPv6       | version, flow u32 | length u16 | next header u8 | hops u8 | from 16 | to 16 |
 *   ARP        | kinds u16 u16 | lengths u8 u8 | operation u16 | from MAC 6 | from IP u32 | to MAC 6 | to IP u32 |
 *   UDP        | from port u16 | to port u16 | length u16 | checksum u16 |
 * </pre>
 */
final class Headers {

    static final int MAC_BYTES = 6;
    static final int ETHER_TO = 0;
    static final int ETHER_FROM = ETHER_TO + MAC_BYTES;
    static final int ETHER_TYPE = ETHER_FROM + MAC_BYTES;
    static final int ETHER_BYTES = ETHER_TYPE + Short.BYTES;
    static final int VLAN_BYTES = 4;

    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_VLAN = 0x8100;
    static final int TYPE_IPV6 = 0x86dd;

    static final int IP_VERSION_AND_WORDS = 0;
    static final int IP_LENGTH = 2;
    static final int IP_ID = IP_LENGTH + Short.BYTES;
    static final int IP_FRAGMENT = IP_ID + Short.BYTES;
    static final int IP_TTL = IP_FRAGMENT + Short.BYTES;
    static final int IP_PROTOCOL = IP_TTL + Byte.BYTES;
    static final int IP_CHECKSUM = IP_PROTOCOL + Byte.BYTES;
    static final int IP_FROM = IP_CHECKSUM + Short.BYTES;
    static final int IP_TO = IP_FROM + Integer.BYTES;
    static final int IP_BYTES = IP_TO + Integer.BYTES;
    static final int VERSION_4_WITHOUT_OPTIONS = 0x45;
    static final int DO_NOT_FRAGMENT = 0x4000;
    static final int FRAGMENT_OFFSET = 0x1fff;

    static final int IPV6_NEXT = 6;
    static final int IPV6_FROM = IPV6_NEXT + 2;
    static final int IPV6_ADDRESS_BYTES = 16;
    static final int IPV6_TO = IPV6_FROM + IPV6_ADDRESS_BYTES;
    static final int IPV6_BYTES = IPV6_TO + IPV6_ADDRESS_BYTES;

    static final int ARP_FROM_IP = 14;
    static final int ARP_TO_IP = ARP_FROM_IP + Integer.BYTES + MAC_BYTES;
    static final int ARP_BYTES = ARP_TO_IP + Integer.BYTES;

    static final int PROTOCOL_ICMP = 1;
    static final int PROTOCOL_TCP = 6;
    static final int PROTOCOL_UDP = 17;
    static final int PROTOCOL_ICMPV6 = 58;

    static final int UDP_FROM = 0;
    static final int UDP_TO = UDP_FROM + Short.BYTES;
    static final int UDP_LENGTH = UDP_TO + Short.BYTES;
    static final int UDP_CHECKSUM = UDP_LENGTH + Short.BYTES;
    static final int UDP_BYTES = UDP_CHECKSUM + Short.BYTES;

    private Headers() {}
}
