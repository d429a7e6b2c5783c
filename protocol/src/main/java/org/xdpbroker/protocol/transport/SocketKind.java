package org.xdpbroker.protocol.transport;

import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * What kind of socket a descriptor is, which somebody else made: getsockopt(2), socket(7).
 *
 * @param domain its address family; -1 if it is no socket
 * @param type its type; -1 if it is no socket
 * @param listens whether it takes connections
 * @param ifindex the interface it is bound to by SO_BINDTODEVICE; 0 for none
 */
public record SocketKind(int domain, int type, boolean listens, int ifindex) {

    /** asm-generic/socket.h. */
    private static final int SOL_SOCKET = 1;

    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int SO_BINDTOIFINDEX = 62;

    private static final int SOCK_STREAM = 1;
    private static final int AF_XDP = 44;

    public static SocketKind of(OwnedFd fd) {
        return new SocketKind(
                option(fd, SO_DOMAIN),
                option(fd, SO_TYPE),
                option(fd, SO_ACCEPTCONN) == 1,
                Math.max(option(fd, SO_BINDTOIFINDEX), 0));
    }

    public boolean isUnixStream() {
        return domain == UnixAddress.AF_UNIX && type == SOCK_STREAM;
    }

    public boolean isXdp() {
        return domain == AF_XDP;
    }

    private static int option(OwnedFd fd, int option) {
        Pointer value = Libc.allocate(Integer.BYTES);
        Pointer length = Libc.allocate(Integer.BYTES);
        length.putInt(0, Integer.BYTES);
        int result = Libc.get().getsockopt(fd.number(), SOL_SOCKET, option, value, length);
        return result < 0 ? -1 : value.getInt(0);
    }
}
