package org.xdpbroker.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.ring.CompletionRing;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * An AF_XDP socket bound to a queue, with its four rings.
 *
 * <p>Frames go round: from {@link Umem#frames()} through the fill ring to the rx ring and back, or through the tx ring to the
 * completion ring and back. Whoever takes one off a ring owns it until it is put on another.
 *
 * <p>Used by one thread at a time, {@link #close()} included: after it every use of the rings fails. Moving packets allocates
 * nothing.
 */
public final class XdpSocket implements AutoCloseable {

    private static final int SOCKET = 0;
    private static final int LEASE = 1;

    private final BindTarget target;
    private final Umem umem;
    private final BoundSocket bound;
    private final @Nullable LeaseEvents lease;
    private final PollSet poll;
    private boolean open = true;

    private XdpSocket(BindTarget target, Umem umem, BoundSocket bound, @Nullable LeaseEvents lease) {
        this.target = target;
        this.umem = umem;
        this.bound = bound;
        this.lease = lease;
        poll = lease == null
                ? new PollSet(bound.fd())
                : new PollSet(bound.fd(), lease.fd().number());
    }

    /**
     * Registers packet memory on an AF_XDP socket and binds it, without a broker: for a socket that came by exec or was made
     * with CAP_NET_RAW. A queue that is still taken is tried for a second, as the kernel frees it some time after its last
     * holder closed.
     *
     * @param socket an unbound AF_XDP socket. It belongs to the result, and is closed if binding fails. If the umem cannot be
     *     registered, it stays open and the caller's, to try again with a smaller one
     * @param interfaceName the interface, in this process's network namespace
     * @throws XdpSocketException if the kernel refuses; the message says what to do
     * @throws IOException if there is no libxdp 1.4 or later
     */
    public static XdpSocket bind(
            OwnedFd socket, InterfaceName interfaceName, int queue, Umem umem, XdpSocketConfig config)
            throws IOException {
        return bind(socket, new BindTarget(interfaceName, queue), umem, config, null);
    }

    static XdpSocket bind(
            OwnedFd socket, BindTarget target, Umem umem, XdpSocketConfig config, @Nullable LeaseEvents lease)
            throws IOException {
        umem.retain();
        boolean bound = false;
        try {
            XdpSocket result = new XdpSocket(target, umem, LibxdpSocket.bind(socket, target, umem, config), lease);
            bound = true;
            return result;
        } finally {
            if (!bound) {
                umem.release();
            }
        }
    }

    /** The queue it is bound to. */
    public int queue() {
        return target.queue();
    }

    /** The packet memory its frame addresses are offsets of; the caller's to close, after this socket. */
    public Umem umem() {
        return umem;
    }

    public FillRing fillRing() {
        return bound.fillRing();
    }

    public CompletionRing completionRing() {
        return bound.completionRing();
    }

    public RxRing rxRing() {
        return bound.rxRing();
    }

    public TxRing txRing() {
        return bound.txRing();
    }

    /**
     * Moves free frames to the fill ring.
     *
     * @param max how many at most
     * @return how many were moved: no more than are free, nor than the ring has room for
     */
    public int fill(FrameStack frames, int max) {
        FillRing ring = bound.fillRing();
        int count = ring.reserve(Math.min(Math.min(max, frames.size()), ring.free()));
        for (int i = 0; i < count; i++) {
            ring.frameAddr(i, frames.pop());
        }
        ring.submit(count);
        return count;
    }

    /**
     * Takes the frames of sent packets off the completion ring.
     *
     * @return how many became free
     */
    public int reclaim(FrameStack frames) {
        CompletionRing ring = bound.completionRing();
        int count = ring.peek(ring.size());
        for (int i = 0; i < count; i++) {
            frames.push(ring.frameAddr(i));
        }
        ring.release(count);
        return count;
    }

    /**
     * Makes the kernel send what was submitted to the tx ring. Needed only if {@link TxRing#needsWakeup()}. What the kernel
     * cannot take at the moment stays on the ring, for a later wakeup.
     *
     * @return false if the interface is down; packets wait on the ring until it is up again
     * @throws XdpSocketException if the socket is dead: ENXIO says that the interface is gone
     */
    public boolean wakeup() throws IOException {
        checkOpen();
        int free = bound.txRing().free();
        while (DirectCalls.kick(bound.fd()) < 0) {
            int errno = DirectCalls.lastErrno();
            if (errno == Errno.ENETDOWN.number()) {
                return false;
            }
            if (errno != Errno.EAGAIN.number()) {
                if (errno == Errno.EBUSY.number() || errno == Errno.ENOBUFS.number() || errno == Errno.EINTR.number()) {
                    return true;
                }
                throw new XdpSocketException(
                        "cannot send on " + target + ": " + new Errno(errno) + ".", new Errno(errno));
            }
            // In copy mode one call sends a batch (32 packets in most kernels) and answers EAGAIN if there are more.
            int freeNow = bound.txRing().free();
            if (freeNow == free) {
                return true;
            }
            free = freeNow;
        }
        return true;
    }

    /**
     * Waits for a packet on the rx ring. Waiting also makes the kernel go on with the fill and the tx ring.
     *
     * @param timeoutMillis 0 returns at once, a negative number waits without end
     * @return whether there is one. False when the time is up, and possibly earlier: look at the ring and wait again
     * @throws LeaseEndedException if the lease the socket came with has ended, before or while waiting
     */
    public boolean awaitReadable(int timeoutMillis) throws IOException {
        checkOpen();
        LeaseEvents events = lease;
        if (events != null) {
            events.throwIfEnded();
        }
        boolean ready = poll.await(timeoutMillis);
        if (ready && events != null && poll.isReady(LEASE)) {
            events.receive();
            events.throwIfEnded();
        }
        return ready && poll.isReady(SOCKET);
    }

    /** The kernel's counters. */
    public XdpStatistics statistics() throws SystemCallException {
        checkOpen();
        return SocketOptions.statistics(bound.fd());
    }

    /** Whether packets go to and from the driver without being copied (XDP_OPTIONS). */
    public boolean zeroCopy() throws SystemCallException {
        checkOpen();
        return SocketOptions.zeroCopy(bound.fd());
    }

    public boolean isOpen() {
        return open;
    }

    /** Unmaps the rings and closes the socket; a second call does nothing. Frames the kernel had are free again. */
    @Override
    public void close() {
        if (open) {
            open = false;
            bound.close();
            umem.release();
        }
    }

    /** The descriptor's number, for a wait on several sockets. */
    int fd() {
        return bound.fd();
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("the socket of " + target + " is closed");
        }
    }
}
