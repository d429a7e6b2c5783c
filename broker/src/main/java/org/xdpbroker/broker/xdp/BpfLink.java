package org.xdpbroker.broker.xdp;

import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * An XDP program attached to an interface. Closing it detaches, also where a service manager holds a copy of the descriptor;
 * without such a copy the end of the process detaches, too. A link cannot displace another program, nor be displaced over netlink (EBUSY, EEXIST).
 */
final class BpfLink implements AutoCloseable {

    /** struct bpf_link_create_opts of bpf/bpf.h: its size, flags, then fields that XDP does not use. */
    private static final int OPTS_SIZE = 0;

    private static final int OPTS_FLAGS = OPTS_SIZE + 8;
    private static final int OPTS_BYTES = OPTS_FLAGS + 8;

    /** XDP_FLAGS_SKB_MODE and XDP_FLAGS_DRV_MODE of linux/if_link.h. */
    private static final int SKB_MODE = 1 << 1;

    private static final int DRV_MODE = 1 << 2;

    private final OwnedFd fd;

    /** Takes ownership of a link's descriptor. */
    BpfLink(OwnedFd fd) {
        this.fd = fd;
    }

    OwnedFd fd() {
        return fd;
    }

    /**
     * Attaches a loaded program in exactly one mode (bpf(2) BPF_LINK_CREATE; no capability beyond the program's descriptor).
     * Without a mode flag the kernel would choose native and not fall back when that fails, so a mode is always told.
     *
     * @param mode {@link AttachMode#NATIVE} or {@link AttachMode#SKB}
     */
    static BpfLink attach(BpfObject object, int ifindex, AttachMode mode) throws AttachException {
        Pointer options = Libc.allocate(OPTS_BYTES);
        options.putLong(OPTS_SIZE, OPTS_BYTES);
        options.putInt(OPTS_FLAGS, mode == AttachMode.NATIVE ? DRV_MODE : SKB_MODE);
        int result =
                LibBpf.get().bpf_link_create(object.program().number(), ifindex, LibBpf.BPF_XDP, options.address());
        options.keep();
        if (result < 0) {
            throw new AttachException(mode, Errno.ofNegative(result));
        }
        return new BpfLink(new OwnedFd(result));
    }

    @Override
    public void close() {
        // fails only where there is nothing to detach, as of an interface that is gone
        LibBpf.get().bpf_link_detach(fd.number());
        fd.close();
    }
}
