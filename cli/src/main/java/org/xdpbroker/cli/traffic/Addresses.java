package org.xdpbroker.cli.traffic;

import java.util.regex.Pattern;

/** Hardware and IPv4 addresses as people write them. */
public final class Addresses {

    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private Addresses() {}

    /**
     * Six bytes.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static byte[] mac(String text) {
        if (!MAC.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no hardware address, such as 02:00:00:00:00:02");
        }
        String[] parts = text.split(":");
        byte[] mac = new byte[parts.length];
        for (int i = 0; i < mac.length; i++) {
            mac[i] = (byte) Integer.parseInt(parts[i], 16);
        }
        return mac;
    }

    /**
     * The first byte highest.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static int ipv4(String text) {
        if (!IPV4.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no IPv4 address, such as 198.18.0.2");
        }
        int address = 0;
        for (String part : text.split("\\.")) {
            int octet = Integer.parseInt(part);
            if (octet > 0xff) {
                throw new IllegalArgumentException("'" + text + "' is no IPv4 address: " + octet + " is above 255");
            }
            address = address << 8 | octet;
        }
        return address;
    }
}
