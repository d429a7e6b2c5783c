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
 * @param request what to ask the broker for
 * @param ip the address to answer for; null for the interface's own
 */
record ResponderOptions(LeaseRequest request, @Nullable String ip) {

    static final String USAGE =
            "usage: Responder [--queues N] [--start-queue N] [--mode auto|native|skb] [--ip A.B.C.D] IFNAME";

    /** @throws IllegalArgumentException if it is not as {@link #USAGE} has it; the message says where */
    static ResponderOptions parse(String... args) {
        if (args.length % 2 == 0 || args[args.length - 1].startsWith("-")) {
            throw new IllegalArgumentException("options with a value each, then an interface are expected");
        }
        LeaseRequest request = LeaseRequest.of(args[args.length - 1]);
        String ip = null;
        for (int i = 0; i < args.length - 1; i += 2) {
            String value = args[i + 1];
            switch (args[i]) {
                case "--queues" -> request = request.withQueues(Integer.parseInt(value));
                case "--start-queue" -> request = request.withStartQueue(Integer.parseInt(value));
                case "--mode" -> request = request.withAttachMode(AttachMode.valueOf(value.toUpperCase(Locale.ROOT)));
                case "--ip" -> ip = value;
                default -> throw new IllegalArgumentException("there is no option " + args[i]);
            }
        }
        return new ResponderOptions(request, ip);
    }

    /** The address to answer for, its first byte highest. */
    int address() throws SocketException {
        if (ip != null) {
            return parseIp(ip);
        }
        return network()
                .inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .map(address -> ByteBuffer.wrap(address.getAddress()).getInt())
                .orElseThrow(() -> new IllegalArgumentException(
                        request.interfaceName() + " has no IPv4 address: say which one to answer for with --ip"));
    }

    /** The hardware address to answer as, the interface's. */
    byte[] mac() throws SocketException {
        byte[] mac = network().getHardwareAddress();
        if (mac == null) {
            throw new IllegalArgumentException(request.interfaceName() + " has no hardware address");
        }
        return mac;
    }

    private NetworkInterface network() throws SocketException {
        NetworkInterface network =
                NetworkInterface.getByName(request.interfaceName().value());
        if (network == null) {
            throw new IllegalArgumentException("there is no interface " + request.interfaceName() + " here");
        }
        return network;
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
