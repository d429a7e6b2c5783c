package org.xdpbroker.broker.xdp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Makes the AF_XDP sockets that are passed to clients. */
public final class XdpSockets {

    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;

    private static final int SO_BUSY_POLL = 46;
    private static final int SO_PREFER_BUSY_POLL = 69;
    private static final int SO_BUSY_POLL_BUDGET = 70;
    /** NAPI_POLL_WEIGHT: as much as the device is polled for at once otherwise, too. */
    private static final int BUSY_POLL_BUDGET = 64;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_INO = 0x100;
    /** struct statx of linux/stat.h. */
    private static final int STX_INO = 32;

    private static final int STATX_BYTES = 256;

    private static final int NO_INTERFACE = Integer.MAX_VALUE;

    private XdpSockets() {}

    /**
     * Makes sure that this kernel holds a socket to its interface: SO_BINDTODEVICE had no effect on AF_XDP before Linux 6.5
     * and the stable releases of that time, and {@link #lockedTo} would promise what nobody keeps.
     *
     * @throws IOException if it does not
     */
    public static void checkThatKernelObeysTheLock() throws IOException {
        try (OwnedFd socket = lockedTo("lo")) {
            byte[] address = XdpAddress.of(NO_INTERFACE, 0);
            Libc.get().bind(socket.number(), address, address.length);
            // the lock is looked at before the interface is: EINVAL, where ENODEV would say that it was not
            if (!Errno.last().equals(Errno.EINVAL)) {
                throw new IOException(
                        "this kernel does not hold AF_XDP sockets to an interface (SO_BINDTODEVICE at bind: "
                                + Errno.last() + "). xdp-brokerd needs Linux 6.5, or a stable release with that fix.");
            }
        }
    }

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

    /**
     * Makes a socket prefer busy polling, as its receiver could not.
     *
     * <p>Capability: CAP_NET_ADMIN (setsockopt(2), net/core/sock.c). Blast radius: the queue of this socket. A call on the socket
     * polls the device for that long, in the caller's own time; where the administrator has set napi_defer_hard_irqs and
     * gro_flush_timeout, the queue's interrupts stay off between the calls, up to that time-out.
     *
     * @param micros for how long a call polls
     */
    public static void preferBusyPoll(OwnedFd socket, int micros) throws SystemCallException {
        set(socket, SO_PREFER_BUSY_POLL, 1, "SO_PREFER_BUSY_POLL");
        set(socket, SO_BUSY_POLL, micros, "SO_BUSY_POLL");
        set(socket, SO_BUSY_POLL_BUDGET, BUSY_POLL_BUDGET, "SO_BUSY_POLL_BUDGET");
    }

    /**
     * The number by which proc(5) and ss(8) tell a socket, wherever it is open: {@code socket:[NUMBER]}.
     *
     * @return null if the kernel does not tell
     */
    public static @Nullable Long inode(OwnedFd socket) {
        Pointer status = Libc.allocate(STATX_BYTES);
        int result = Libc.get().statx(socket.number(), "", AT_EMPTY_PATH, STATX_INO, status);
        return result < 0 ? null : status.getLong(STX_INO);
    }

    private static void set(OwnedFd socket, int option, int value, String name) throws SystemCallException {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
        if (Libc.get().setsockopt(socket.number(), SOL_SOCKET, option, bytes, bytes.length) < 0) {
            throw SystemCallException.last("setsockopt(" + name + ", " + value + ")");
        }
    }
}
