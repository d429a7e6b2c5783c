package org.xdpbroker.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/** What is told to and by the kernel of an AF_XDP socket through setsockopt(2) and getsockopt(2); layouts are linux/if_xdp.h's. */
final class SocketOptions {

    static final int XDP_MMAP_OFFSETS = 1;
    static final int XDP_RX_RING = 2;
    static final int XDP_TX_RING = 3;
    static final int XDP_UMEM_REG = 4;
    static final int XDP_UMEM_FILL_RING = 5;
    static final int XDP_UMEM_COMPLETION_RING = 6;

    /** {@code struct xdp_umem_reg}. */
    static final int UMEM_REG_BYTES = 32;

    private static final int SOL_XDP = 283;
    private static final int XDP_STATISTICS = 7;
    private static final int XDP_OPTIONS = 8;
    private static final int XDP_MAX_TX_SKB_BUDGET = 9;
    private static final int XDP_OPTIONS_ZEROCOPY = 1;

    private static final int SOL_SOCKET = 1;
    private static final int SO_PREFER_BUSY_POLL = 69;

    private static final Errno ENOPROTOOPT = new Errno(92);

    private SocketOptions() {}

    /** {@code struct xdp_statistics}: six counters, u64 each. */
    static XdpStatistics statistics(int fd) throws SystemCallException {
        Pointer counters = get(fd, SOL_XDP, XDP_STATISTICS, "XDP_STATISTICS", 6 * Long.BYTES);
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
        return (get(fd, SOL_XDP, XDP_OPTIONS, "XDP_OPTIONS", Integer.BYTES).getInt(0) & XDP_OPTIONS_ZEROCOPY) != 0;
    }

    /** Whether the socket's device may be polled instead of interrupting; only CAP_NET_ADMIN can choose it. */
    static boolean prefersBusyPoll(int fd) throws SystemCallException {
        return get(fd, SOL_SOCKET, SO_PREFER_BUSY_POLL, "SO_PREFER_BUSY_POLL", Integer.BYTES)
                        .getInt(0)
                != 0;
    }

    /** How many packets a call sends at most; a kernel that has no such option keeps its own number. */
    static void txBudget(int fd, int packets) throws SystemCallException {
        Errno errno = set(fd, XDP_MAX_TX_SKB_BUDGET, u32(packets));
        if (errno != null && !errno.equals(ENOPROTOOPT)) {
            throw new SystemCallException("setsockopt(XDP_MAX_TX_SKB_BUDGET, " + packets + ")", errno);
        }
    }

    /** Where the words of the rings are: {@code struct xdp_mmap_offsets}, 16 of u64. */
    static Pointer mmapOffsets(int fd) throws SystemCallException {
        return get(fd, SOL_XDP, XDP_MMAP_OFFSETS, "XDP_MMAP_OFFSETS", 16 * Long.BYTES);
    }

    /** Sets an option of SOL_XDP; returns why that failed, or null. */
    static @Nullable Errno set(int fd, int option, byte[] value) {
        return Libc.get().setsockopt(fd, SOL_XDP, option, value, value.length) < 0 ? Errno.last() : null;
    }

    /**
     * Whether memory is registered on a socket, which can be done once. Asked by registering none: net/xdp/xsk.c looks first whether
     * there is some, which is EBUSY, and then at sizes, of which zero is EINVAL.
     */
    static boolean hasUmem(int fd) {
        Errno refused = set(fd, XDP_UMEM_REG, new byte[UMEM_REG_BYTES]);
        return refused != null && refused.equals(Errno.EBUSY);
    }

    static byte[] u32(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    private static Pointer get(int fd, int level, int option, String name, int bytes) throws SystemCallException {
        Pointer value = Libc.allocate(bytes);
        Pointer length = Libc.allocate(Integer.BYTES);
        length.putInt(0, bytes);
        if (Libc.get().getsockopt(fd, level, option, value, length) < 0) {
            throw SystemCallException.last("getsockopt(" + name + ")");
        }
        return value;
    }
}
