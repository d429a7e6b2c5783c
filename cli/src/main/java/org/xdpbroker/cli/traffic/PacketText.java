package org.xdpbroker.cli.traffic;

import static org.xdpbroker.cli.traffic.Headers.ETHER_BYTES;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * A packet in a few words: what it is, from whom, to whom. Nothing beyond its end is looked at, and what it lacks is left out.
 *
 * @param type such as IPv4, or the ether type in hexadecimal
 * @param protocol such as UDP, or its number; empty where there is none
 */
record PacketText(String type, String from, String to, String protocol) {

    private static final Pattern ZEROS = Pattern.compile("(^|:)0(:0)+(:|$)");

    /** Of the packet of {@code length} bytes at {@code offset}. */
    static PacketText of(ByteBuffer memory, int offset, int length) {
        if (length < ETHER_BYTES) {
            return new PacketText("short", "", "", "");
        }
        int type = NetworkOrder.u16(memory, offset + Headers.ETHER_TYPE);
        int header = offset + ETHER_BYTES;
        int left = length - ETHER_BYTES;
        String tag = "";
        if (type == Headers.TYPE_VLAN && left >= Headers.VLAN_BYTES) {
            tag = "VLAN" + (NetworkOrder.u16(memory, header) & 0xfff) + "/";
            type = NetworkOrder.u16(memory, header + Short.BYTES);
            header += Headers.VLAN_BYTES;
            left -= Headers.VLAN_BYTES;
        }
        if (type == Headers.TYPE_IPV4 && left >= Headers.IP_BYTES) {
            return ipv4(tag, memory, header, left);
        }
        if (type == Headers.TYPE_IPV6 && left >= Headers.IPV6_BYTES) {
            return ip(
                    tag + "IPv6",
                    memory,
                    address(memory, header + Headers.IPV6_FROM, Headers.IPV6_ADDRESS_BYTES),
                    address(memory, header + Headers.IPV6_TO, Headers.IPV6_ADDRESS_BYTES),
                    NetworkOrder.u8(memory, header + Headers.IPV6_NEXT),
                    header + Headers.IPV6_BYTES,
                    left - Headers.IPV6_BYTES);
        }
        if (type == Headers.TYPE_ARP && left >= Headers.ARP_BYTES) {
            return new PacketText(
                    tag + "ARP",
                    address(memory, header + Headers.ARP_FROM_IP, Integer.BYTES),
                    address(memory, header + Headers.ARP_TO_IP, Integer.BYTES),
                    "");
        }
        return new PacketText(
                tag + String.format("0x%04x", type),
                mac(memory, offset + Headers.ETHER_FROM),
                mac(memory, offset + Headers.ETHER_TO),
                "");
    }

    private static PacketText ipv4(String tag, ByteBuffer memory, int header, int left) {
        int words = NetworkOrder.u8(memory, header) & 0xf;
        boolean isFirst = (NetworkOrder.u16(memory, header + Headers.IP_FRAGMENT) & Headers.FRAGMENT_OFFSET) == 0;
        int headerBytes = words * Integer.BYTES;
        return ip(
                tag + "IPv4",
                memory,
                address(memory, header + Headers.IP_FROM, Integer.BYTES),
                address(memory, header + Headers.IP_TO, Integer.BYTES),
                NetworkOrder.u8(memory, header + Headers.IP_PROTOCOL),
                header + headerBytes,
                isFirst ? left - headerBytes : 0);
    }

    private static PacketText ip(
            String type, ByteBuffer memory, String from, String to, int protocol, int payload, int left) {
        String name =
                switch (protocol) {
                    case Headers.PROTOCOL_ICMP -> "ICMP";
                    case Headers.PROTOCOL_TCP -> "TCP";
                    case Headers.PROTOCOL_UDP -> "UDP";
                    case Headers.PROTOCOL_ICMPV6 -> "ICMPv6";
                    default -> "protocol " + protocol;
                };
        boolean hasPorts = protocol == Headers.PROTOCOL_TCP || protocol == Headers.PROTOCOL_UDP;
        if (!hasPorts || left < 2 * Short.BYTES) {
            return new PacketText(type, from, to, name);
        }
        return new PacketText(
                type,
                withPort(from, NetworkOrder.u16(memory, payload + Headers.UDP_FROM)),
                withPort(to, NetworkOrder.u16(memory, payload + Headers.UDP_TO)),
                name);
    }

    private static String withPort(String address, int port) {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }

    private static String address(ByteBuffer memory, int offset, int bytes) {
        byte[] address = new byte[bytes];
        memory.get(offset, address);
        try {
            // zeros left out once, as people write IPv6 addresses
            return ZEROS.matcher(InetAddress.getByAddress(address).getHostAddress())
                    .replaceFirst("::");
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes + " bytes are no address", e);
        }
    }

    private static String mac(ByteBuffer memory, int offset) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Headers.MAC_BYTES; i++) {
            text.append(i == 0 ? "" : ":").append(String.format("%02x", memory.get(offset + i)));
        }
        return text.toString();
    }
}
