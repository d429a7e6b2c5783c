package org.xdpbroker.examples;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.protocol.message.AttachMode;

/**
 * The responder's command line.
 *
 * @param request what to ask the broker for; null to take the queues that {@code xdp-broker request} started this program with
 * @param ip the address to answer for; null for the interface's own
 * @param mac the hardware address to answer as; null for the interface's own
 */
record ResponderOptions(
        @Nullable LeaseRequest request,
        @Nullable String ip,
        @Nullable String mac) {

    static final String USAGE = """
            usage: Responder [--queues N] [--start-queue N] [--mode auto|native|skb] [--ip A.B.C.D] [--mac XX:..:XX] IFNAME
                   xdp-broker request IFNAME QUEUES -- java ... Responder [--ip A.B.C.D] [--mac XX:..:XX]""";

    private static final int MAC_BYTES = 6;

    /** @throws IllegalArgumentException if it is not as {@link #USAGE} has it; the message says where */
    static ResponderOptions parse(String... args) {
        boolean asks = args.length % 2 == 1;
        if (asks && args[args.length - 1].startsWith("-")) {
            throw new IllegalArgumentException("options with a value each, then an interface are expected");
        }
        LeaseRequest request = asks ? LeaseRequest.of(args[args.length - 1]) : null;
        String ip = null;
        String mac = null;
        for (int i = 0; i + 1 < args.length; i += 2) {
            String value = args[i + 1];
            switch (args[i]) {
                case "--ip" -> ip = value;
                case "--mac" -> mac = value;
                default -> {
                    if (request == null) {
                        throw new IllegalArgumentException("there is no option " + args[i] + " without IFNAME");
                    }
                    request = with(request, args[i], value);
                }
            }
        }
        return new ResponderOptions(request, ip, mac);
    }

    private static LeaseRequest with(LeaseRequest request, String option, String value) {
        return switch (option) {
            case "--queues" -> request.withQueues(Integer.parseInt(value));
            case "--start-queue" -> request.withStartQueue(Integer.parseInt(value));
            case "--mode" -> request.withAttachMode(AttachMode.valueOf(value.toUpperCase(Locale.ROOT)));
            default -> throw new IllegalArgumentException("there is no option " + option);
        };
    }

    /** The address to answer for, its first byte highest. */
    int address(String interfaceName) throws SocketException {
        if (ip != null) {
            return parseIp(ip);
        }
        return network(interfaceName)
                .inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .map(address -> ByteBuffer.wrap(address.getAddress()).getInt())
                .orElseThrow(() -> new IllegalArgumentException(
                        interfaceName + " has no IPv4 address: say which one to answer for with --ip"));
    }

    /** The hardware address to answer as. */
    byte[] hardwareAddress(String interfaceName) throws SocketException {
        if (mac != null) {
            return parseMac(mac);
        }
        byte[] own = network(interfaceName).getHardwareAddress();
        if (own == null) {
            throw new IllegalArgumentException(interfaceName + " has no hardware address: give one with --mac");
        }
        return own;
    }

    private static NetworkInterface network(String interfaceName) throws SocketException {
        NetworkInterface network = NetworkInterface.getByName(interfaceName);
        if (network == null) {
            throw new IllegalArgumentException(
                    "there is no interface " + interfaceName + " here: give its addresses with --ip and --mac");
        }
        return network;
    }

    private static byte[] parseMac(String text) {
        String[] parts = text.split(":", -1);
        byte[] bytes = new byte[MAC_BYTES];
        if (parts.length != MAC_BYTES) {
            throw new IllegalArgumentException(text + " is no hardware address");
        }
        for (int i = 0; i < MAC_BYTES; i++) {
            int octet = Integer.parseInt(parts[i], 16);
            if (octet < 0 || octet > 255) {
                throw new IllegalArgumentException(text + " is no hardware address");
            }
            bytes[i] = (byte) octet;
        }
        return bytes;
    }

    private static int parseIp(String text) {
        String[] parts = text.split("\\.", -1);
        int address = 0;
        for (String part : parts) {
            int octet = Integer.parseInt(part);
            if (parts.length != 4 || octet < 0 || octet > 255) {
                throw new IllegalArgumentException(text + " is no IPv4 address");
            }
            address = address << 8 | octet;
        }
        return address;
    }
}
