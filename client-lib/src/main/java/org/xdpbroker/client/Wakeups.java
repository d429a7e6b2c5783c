package org.xdpbroker.client;

import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.TxRing;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Makes the kernel go on with the rings of a socket, when it asks for that and at most once a batch. */
final class Wakeups {

    private static final int MSG_DONTWAIT = 0x40;

    private final BindTarget target;
    private final int fd;
    private final FillRing fill;
    private final TxRing tx;
    private final boolean asked;
    private final boolean busyPoll;
    private final boolean zeroCopy;
    /** Whether the latest wakeup left packets on the tx ring, for a later one. */
    private boolean leftSome;

    Wakeups(BindTarget target, int fd, Rings rings, boolean asked, boolean busyPoll, boolean zeroCopy) {
        this.target = target;
        this.fd = fd;
        fill = rings.fill();
        tx = rings.tx();
        this.asked = asked;
        this.busyPoll = busyPoll;
        this.zeroCopy = zeroCopy;
    }

    /** Those of a socket, which the kernel is asked about. */
    static Wakeups of(BindTarget target, BoundSocket bound, XdpSocketConfig config) throws SystemCallException {
        int fd = bound.fd();
        return new Wakeups(
                target,
                fd,
                bound.rings(),
                config.needWakeup(),
                SocketOptions.prefersBusyPoll(fd),
                SocketOptions.zeroCopy(fd));
    }

    boolean busyPoll() {
        return busyPoll;
    }

    /** @param received how many packets were there; if none, the device is polled where it may be */
    void afterReceive(int received) throws XdpSocketException {
        if (fill.needsWakeup() || (busyPoll && received == 0)) {
            receive();
        }
    }

    /** What an earlier wakeup left on the ring is tried again, too. */
    void afterSend() throws XdpSocketException {
        if ((!asked || tx.needsWakeup()) && tx.pending() > 0) {
            send();
        } else {
            leftSome = false;
        }
    }

    /** Whether there is something on the tx ring with which the kernel does not go on by itself. */
    boolean leftSome() {
        return leftSome;
    }

    /** What was submitted before a callback threw goes on, too; what fails then is told with that. */
    void afterFailure(Throwable failure) {
        try {
            afterSend();
        } catch (XdpSocketException e) {
            failure.addSuppressed(e);
            return; // the socket is dead
        }
        try {
            afterReceive(1);
        } catch (XdpSocketException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * As {@link XdpSocket#wakeup}. In copy mode one call sends a batch, 32 packets unless told otherwise, and stops at an invalid
     * one, and with EBUSY at one that the device drops: it is repeated as long as that takes packets off the ring.
     */
    boolean send() throws XdpSocketException {
        int pending = tx.pending();
        leftSome = pending > 0;
        while (pending > 0) {
            if (Libc.get().sendNothing(fd, MSG_DONTWAIT) < 0) {
                int errno = Errno.lastNumber();
                if (errno == Errno.ENETDOWN.number()) {
                    return false;
                }
                if (errno == Errno.ENOBUFS.number() || errno == Errno.EINTR.number()) {
                    return true;
                }
                if (errno != Errno.EAGAIN.number() && errno != Errno.EBUSY.number()) {
                    throw dead("send on ", errno);
                }
            } else if (zeroCopy) {
                leftSome = false;
                return true; // the driver goes on by itself
            }
            int pendingNow = tx.pending();
            if (pendingNow == pending) {
                return true;
            }
            pending = pendingNow;
        }
        leftSome = false;
        return true;
    }

    private void receive() throws XdpSocketException {
        if (Libc.get().recvNothing(fd, MSG_DONTWAIT) < 0) {
            int errno = Errno.lastNumber();
            if (errno == Errno.ENXIO.number()) {
                throw dead("receive from ", errno);
            }
        }
    }

    private XdpSocketException dead(String what, int errno) {
        return new XdpSocketException(
                "cannot " + what + target + ": " + new Errno(errno) + "."
                        + (errno == Errno.ENXIO.number() ? " The interface is gone." : ""),
                new Errno(errno));
    }
}
