package org.xdpbroker.client;

import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;

/**
 * Where a socket is to be bound, and what to say if that fails.
 *
 * @param interfaceName the interface's name
 * @param ifindex its index in the network namespace the socket was made in, where the kernel looks it up
 * @param queue its queue
 */
record BindTarget(InterfaceName interfaceName, int ifindex, int queue) {

    private static final Errno ENOMEM = new Errno(12);

    /** An interface of this process's network namespace. */
    static BindTarget here(InterfaceName interfaceName, int queue) {
        return new BindTarget(interfaceName, Libc.get().if_nametoindex(interfaceName.value()), queue);
    }

    /**
     * Whether the name leads to the interface from here, as libxdp needs it: not if this process is in another network namespace
     * than the socket, nor after the interface was renamed.
     */
    boolean isNamedHere() {
        return Libc.get().if_nametoindex(interfaceName.value()) == ifindex;
    }

    @Override
    public String toString() {
        return interfaceName + " queue " + queue;
    }

    XdpSocketException registrationFailed(UmemConfig umem, XdpSocketConfig config, Errno errno) {
        String nextStep;
        if (errno.equals(Errno.ENOBUFS)) {
            nextStep =
                    " That is more locked memory than this user has left: RLIMIT_MEMLOCK counts all of the user's sockets"
                            + " together. Use fewer frames, close other sockets, or raise the limit (ulimit -l; LimitMEMLOCK= in a"
                            + " systemd unit; /etc/security/limits.conf).";
        } else if (errno.equals(ENOMEM)) {
            nextStep = " The kernel has not that much memory: use fewer frames or smaller rings.";
        } else if (errno.equals(Errno.EINVAL)) {
            nextStep = " The kernel refuses this frame size, headroom or size of a ring.";
        } else if (errno.equals(Errno.EBUSY)) {
            nextStep = " The socket has packet memory already: it was used before.";
        } else {
            nextStep = " Is it an AF_XDP socket?";
        }
        return new XdpSocketException(
                "cannot register " + umem.bytes() + " bytes of packet memory (" + umem.frameCount() + " frames of "
                        + umem.frameSize() + ", headroom " + umem.headroom() + ", fill ring " + config.fillSize()
                        + ", completion ring " + config.completionSize() + ") for " + this + ": " + errno + "."
                        + nextStep,
                errno);
    }

    XdpSocketException bindFailed(XdpSocketConfig config, Errno errno) {
        String nextStep;
        if (errno.equals(Errno.EBUSY)) {
            nextStep = " Another socket is bound to the queue, or this one is bound already.";
        } else if (errno.equals(Errno.EINVAL)) {
            nextStep = " The socket is for another interface, the interface is gone, or it has no such queue"
                    + (zeroCopyForced(config) ? ", or its driver has no zero-copy" : "")
                    + (config.multiBuffer() ? ", or the kernel has no multi-buffer (Linux 6.6)." : ".");
        } else if (errno.equals(Errno.ENODEV)) {
            nextStep = " No interface of this name is in this process's network namespace.";
        } else if (errno.equals(Errno.EOPNOTSUPP)) {
            nextStep = zeroCopyForced(config)
                    ? " Its driver has no zero-copy: use CopyMode.AUTO or COPY."
                    : " The interface has no AF_XDP in this mode.";
        } else if (errno.equals(Errno.ENOBUFS) || errno.equals(ENOMEM)) {
            nextStep = " The kernel has not that much memory: use smaller rings.";
        } else if (errno.equals(Errno.ENETDOWN)) {
            nextStep = " The interface is down: ip link set " + interfaceName + " up.";
        } else if (errno.equals(Errno.EBADF)) {
            nextStep =
                    " The interfaces of all sockets that use this packet memory are gone: close these sockets first.";
        } else {
            nextStep = "";
        }
        return new XdpSocketException(
                "cannot bind the socket to " + this + " (rx ring " + config.rxSize() + ", tx ring " + config.txSize()
                        + ", copy mode " + config.copyMode() + "): " + errno + "." + nextStep,
                errno);
    }

    private static boolean zeroCopyForced(XdpSocketConfig config) {
        return config.copyMode() == CopyMode.ZERO_COPY;
    }
}
