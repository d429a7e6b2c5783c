package org.xdpbroker.broker.xdp;

import java.io.IOException;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.posix.Errno;

/** The kernel refused to attach the XDP program in a mode. */
public final class AttachException extends IOException {

    private static final long serialVersionUID = 1L;

    private final AttachMode mode;
    private final int errno;

    AttachException(AttachMode mode, Errno errno) {
        super(mode.word() + " XDP was refused by the kernel with " + errno + explanation(mode, errno));
        this.mode = mode;
        this.errno = errno.number();
    }

    public AttachMode mode() {
        return mode;
    }

    public Errno errno() {
        return new Errno(errno);
    }

    /** Whether the refusal says that another program is there. */
    public boolean isOccupied() {
        return errno().equals(Errno.EBUSY) || errno().equals(Errno.EEXIST);
    }

    /** Whether another mode may be tried: not if the interface is taken, nor if the broker has no right to attach. */
    boolean allowsFallback() {
        return !isOccupied() && !errno().equals(Errno.EPERM);
    }

    private static String explanation(AttachMode mode, Errno errno) {
        if (mode == AttachMode.NATIVE && errno.equals(Errno.EOPNOTSUPP)) {
            return ": its driver has no native XDP";
        }
        if (mode == AttachMode.NATIVE && errno.equals(Errno.ERANGE)) {
            return ": the MTU, or that of a veth's peer, is too large for it";
        }
        return "";
    }
}
