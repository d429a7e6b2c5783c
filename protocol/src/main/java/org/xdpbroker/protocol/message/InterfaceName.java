package org.xdpbroker.protocol.message;

import java.nio.charset.StandardCharsets;

/**
 * A name that a network interface can have: 1 to 15 bytes without white space, slash or colon, and neither {@code .} nor
 * {@code ..} (dev_valid_name in the kernel's net/core/dev.c). Control characters, which the kernel would take, are refused
 * too. A longer name is refused, never cut.
 *
 * @param value the name
 */
public record InterfaceName(String value) {

    /** IFNAMSIZ less the ending NUL. */
    public static final int MAX_BYTES = 15;

    /** @throws IllegalArgumentException if no interface can have this name; the message says why */
    public InterfaceName {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("has " + bytes.length + " bytes; the kernel allows " + MAX_BYTES);
        }
        boolean forbidden = value.equals(".") || value.equals("..");
        for (byte b : bytes) {
            // 0xa0 as a byte, also within a character: the kernel's isspace() knows Latin-1 only
            forbidden |= b == '/' || b == ':' || (b >= 0 && b <= ' ') || b == 0x7f || b == (byte) 0xa0;
        }
        if (forbidden) {
            throw new IllegalArgumentException("is not a name an interface can have");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
