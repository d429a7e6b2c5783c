package org.xdpbroker.broker.xdp;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Looks at the broker's copy of a passed socket: is it bound, and to which queue?
 *
 * <p>Why the answer holds: binding happens under the socket's mutex and can happen once (net/xdp/xsk.c, xsk_bind: EBUSY unless
 * the state is XSK_READY), so a socket seen bound has its final queue; SO_BINDTODEVICE has held it to the interface.
 *
 * <p>Capabilities: CAP_BPF and CAP_NET_ADMIN, at construction. System calls: bind(2), bpf(2). Blast radius: none; the bind asked
 * for cannot succeed, the program is never attached.
 */
public final class BindProbe implements AutoCloseable {

    /** No interface has it, so a bind to it fails: EINVAL before the real one, EBUSY after it. */
    private static final int IMPOSSIBLE_QUEUE = 0xffff_ffff;

    /** struct bpf_test_run_opts of bpf/bpf.h. */
    private static final int OPTS_SIZE = 0;

    private static final int OPTS_DATA_IN = OPTS_SIZE + 8;
    private static final int OPTS_DATA_SIZE_IN = OPTS_DATA_IN + 16;
    private static final int OPTS_RETVAL = OPTS_DATA_SIZE_IN + 32;
    private static final int OPTS_REPEAT = OPTS_RETVAL + 4;
    private static final int OPTS_BYTES = OPTS_REPEAT + 20;
    /** The least that BPF_PROG_TEST_RUN takes for XDP: an Ethernet header. */
    private static final int PACKET_BYTES = 14;

    private static final String MAP = "probed_socket";

    private final BpfObject object;
    private final XskMap map;

    public BindProbe() throws IOException {
        object = BpfObject.load("bound_queue", Map.of(MAP, 1), 0);
        map = new XskMap(object, MAP);
    }

    /**
     * @param ifindex the interface that the socket is locked to
     * @return the queue the socket is bound to, or null if it is not bound
     * @throws SystemCallException ENODEV if the interface is gone, or another error that says the socket is of no more use
     */
    public @Nullable Integer boundQueue(OwnedFd socket, int ifindex) throws SystemCallException {
        return isBound(socket, ifindex) ? queueOf(socket) : null;
    }

    private static boolean isBound(OwnedFd socket, int ifindex) throws SystemCallException {
        byte[] address = XdpAddress.of(ifindex, IMPOSSIBLE_QUEUE);
        if (Libc.get().bind(socket.number(), address, address.length) == 0) {
            throw new IllegalStateException("the kernel bound a socket to a queue that cannot exist");
        }
        Errno errno = Errno.last();
        if (errno.equals(Errno.EBUSY)) {
            return true;
        }
        if (errno.equals(Errno.EINVAL)) {
            return false;
        }
        throw new SystemCallException("bind(AF_XDP, ifindex " + ifindex + ")", errno);
    }

    private int queueOf(OwnedFd socket) throws SystemCallException {
        map.put(0, socket);
        try {
            Pointer packet = Libc.allocate(PACKET_BYTES);
            Pointer options = Libc.allocate(OPTS_BYTES);
            options.putLong(OPTS_SIZE, OPTS_BYTES);
            options.putLong(OPTS_DATA_IN, packet.address());
            options.putInt(OPTS_DATA_SIZE_IN, PACKET_BYTES);
            options.putInt(OPTS_REPEAT, 1);
            int result = LibBpf.get().bpf_prog_test_run_opts(object.program().number(), options.address());
            packet.keep();
            BpfObject.check(result, "BPF_PROG_TEST_RUN(bound_queue)");
            return options.getInt(OPTS_RETVAL);
        } finally {
            map.delete(0);
        }
    }

    @Override
    public void close() {
        object.close();
    }
}
