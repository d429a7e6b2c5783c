package org.xdpbroker.broker.net;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;

/** The driver of an interface, as ethtool -i tells it. Needs no capability. */
final class DriverName {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GDRVINFO = 3;
    /** struct ifreq: a name, then a union of which the pointer is used. */
    private static final int IFNAMSIZ = 16;

    private static final int IFREQ_BYTES = 40;
    /** struct ethtool_drvinfo: cmd, then the driver's name. */
    private static final int DRVINFO_DRIVER = 4;

    private static final int DRIVER_BYTES = 32;
    private static final int DRVINFO_BYTES = 196;

    private DriverName() {}

    /** The name; "unknown" if the driver does not tell. */
    static String of(String interfaceName) {
        Pointer request = Libc.allocate(IFREQ_BYTES + DRVINFO_BYTES);
        byte[] name = Arrays.copyOf(interfaceName.getBytes(StandardCharsets.UTF_8), IFNAMSIZ);
        request.put(0, name, 0, IFNAMSIZ - 1);
        request.putLong(IFNAMSIZ, request.address() + IFREQ_BYTES);
        request.putInt(IFREQ_BYTES, ETHTOOL_GDRVINFO);
        int socket = Libc.get().socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (socket < 0) {
            return "unknown";
        }
        int result = Libc.get().ioctl(socket, SIOCETHTOOL, request);
        Libc.get().close(socket);
        return result < 0
                ? "unknown"
                : request.slice(IFREQ_BYTES + DRVINFO_DRIVER, DRIVER_BYTES).getString(0);
    }
}
