package org.xdpbroker.polkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Where a bus listens.
 *
 * @param path of its socket
 */
record BusAddress(String path) {

    private static final String PREFIX = "unix:path=";

    /**
     * Reads an address as the D-Bus specification writes it. One address only, and a path only: that is what every system bus
     * has.
     *
     * @throws IllegalArgumentException if it is another kind of address
     */
    static BusAddress parse(String text) {
        if (!text.startsWith(PREFIX) || text.indexOf(';') >= 0) {
            throw new IllegalArgumentException("not an address of the form " + PREFIX + "PATH: " + text);
        }
        int comma = text.indexOf(',');
        String path = unescape(text.substring(PREFIX.length(), comma < 0 ? text.length() : comma));
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("not an absolute path: " + text);
        }
        return new BusAddress(path);
    }

    private static String unescape(String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] escaped = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < escaped.length; i++) {
            if (escaped[i] != '%') {
                bytes.write(escaped[i]);
            } else if (i + 2 < escaped.length) {
                bytes.write(HexFormat.fromHexDigits(new String(escaped, i + 1, 2, StandardCharsets.ISO_8859_1)));
                i += 2;
            } else {
                throw new IllegalArgumentException("an escape is cut off: " + value);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
