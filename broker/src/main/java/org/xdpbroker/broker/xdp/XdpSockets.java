package org.xdpbroker.broker.xdp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Makes the AF_XDP sockets that are passed to clients. */
public final class XdpSockets {

    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;

    private XdpSockets() {}

    /**
     * A socket that can be bound to this interface only.
     *
     * <p>Capability: CAP_NET_RAW (socket(2)). System calls: socket, setsockopt. Blast radius: without SO_BINDTODEVICE its
     * receiver could bind it to any interface of the namespace, so a socket is never returned unless that call succeeded; the
     * kernel lets nobody without CAP_NET_RAW change or clear it (net/core/sock.c, sock_bindtoindex_locked), and it must come
     * before bind(2) to have an effect (net/xdp/xsk.c, xsk_bind).
     */
    public static OwnedFd lockedTo(String interfaceName) throws SystemCallException {
        OwnedFd socket = OwnedFd.of(Libc.get().socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), "socket(AF_XDP)");
        byte[] name = interfaceName.getBytes(StandardCharsets.UTF_8);
        byte[] device = Arrays.copyOf(name, name.length + 1);
        if (Libc.get().setsockopt(socket.number(), SOL_SOCKET, SO_BINDTODEVICE, device, device.length) < 0) {
            SystemCallException failure =
                    SystemCallException.last("setsockopt(SO_BINDTODEVICE, " + interfaceName + ")");
            socket.close();
            throw failure;
        }
        return socket;
    }
}
