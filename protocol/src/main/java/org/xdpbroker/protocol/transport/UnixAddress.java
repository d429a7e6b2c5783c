package org.xdpbroker.protocol.transport;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Addresses of AF_UNIX sockets as bytes: {@code struct sockaddr_un} of unix(7). */
final class UnixAddress {

    static final int AF_UNIX = 1;
    /** {@code sun_path} less the ending NUL. */
    private static final int MAX_PATH = 107;

    private UnixAddress() {}

    /** @param path a path, or after {@code @} a name in the abstract namespace, which has no ending NUL */
    static byte[] encode(String path) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_PATH || path.indexOf('\0') >= 0) {
            throw new IOException("socket path '" + path + "' has " + name.length + " bytes; 1 to " + MAX_PATH
                    + " without NUL are possible (unix(7)). Choose a shorter path.");
        }
        boolean isAbstract = name[0] == '@';
        byte[] address = new byte[2 + name.length + (isAbstract ? 0 : 1)];
        address[ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 1] = AF_UNIX;
        System.arraycopy(name, 0, address, 2, name.length);
        if (isAbstract) {
            address[2] = 0;
        }
        return address;
    }
}
