package org.xdpbroker.client;

import jnr.ffi.Pointer;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.SystemCallException;

/** What the kernel tells about an AF_XDP socket through getsockopt(2); layouts are linux/if_xdp.h's. */
final class SocketOptions {

    private static final int SOL_XDP = 283;
    private static final int XDP_STATISTICS = 7;
    private static final int XDP_OPTIONS = 8;
    private static final int XDP_OPTIONS_ZEROCOPY = 1;

    private SocketOptions() {}

    /** {@code struct xdp_statistics}: six counters, u64 each. */
    static XdpStatistics statistics(int fd) throws SystemCallException {
        Pointer counters = get(fd, XDP_STATISTICS, "XDP_STATISTICS", 6 * Long.BYTES);
        return new XdpStatistics(
                counters.getLong(0),
                counters.getLong(Long.BYTES),
                counters.getLong(2 * Long.BYTES),
                counters.getLong(3 * Long.BYTES),
                counters.getLong(4 * Long.BYTES),
                counters.getLong(5 * Long.BYTES));
    }

    /** {@code struct xdp_options}: one u32 of flags. */
    static boolean zeroCopy(int fd) throws SystemCallException {
        return (get(fd, XDP_OPTIONS, "XDP_OPTIONS", Integer.BYTES).getInt(0) & XDP_OPTIONS_ZEROCOPY) != 0;
    }

    private static Pointer get(int fd, int option, String name, int bytes) throws SystemCallException {
        Pointer value = Libc.allocate(bytes);
        Pointer length = Libc.allocate(Integer.BYTES);
        length.putInt(0, bytes);
        if (Libc.get().getsockopt(fd, SOL_XDP, option, value, length) < 0) {
            throw SystemCallException.last("getsockopt(" + name + ")");
        }
        return value;
    }
}
