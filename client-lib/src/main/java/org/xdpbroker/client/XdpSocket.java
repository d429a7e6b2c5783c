package org.xdpbroker.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.ring.CompletionRing;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * An AF_XDP socket bound to a queue.
 *
 * <p>{@link #receive}, {@link #send} and {@link #forward} move packets in batches and keep the rings, the frames and the wakeups
 * in order by themselves. Beneath them are the four rings, for whoever wants to do that: there frames go round, from
 * {@link #frames()} through the fill ring to the rx ring and back, or through the tx ring to the completion ring and back.
 * Whoever takes one off a ring owns it until it is put on another. Both may be used in turn on one socket.
 *
 * <p>Used by one thread at a time; a second one that calls meanwhile gets an IllegalStateException. {@link #close()} may be
 * called from any thread, and ends a wait. So do a packet and the end of the lease; {@link Thread#interrupt()} does not, nor does an
 * interface that goes down, which {@link Lease#pollEvent()} tells of. A socket that came without a lease is not told when its
 * interface is deleted. One that is forgotten and not closed keeps its queue until the process ends. Moving packets allocates nothing.
 */
public final class XdpSocket implements AutoCloseable {

    /** MAX_SKB_FRAGS + 1: the kernel sends no packet of more frames in copy mode. */
    private static final int MAX_FRAMES = 18;
    /** So often does a receive that finds nothing look whether the lease has ended. */
    private static final int LOOK_AT_LEASE = 256;

    /** Parts of a wait in which something has to be looked after. */
    private static final int LEAST_PART_MILLIS = 1;

    private static final int MOST_PART_MILLIS = 64;

    private final BindTarget target;
    private final Umem umem;
    private final BoundSocket bound;
    private final Rings rings;
    private final Batches batches;
    private final Wakeups wakeups;
    private final Waiting waiting;
    private final SocketUse use;
    private final @Nullable Gathering gathering;
    private int foundNothing;
    /** Whether what was sent last came from {@link #batches}, so that its frames are to be taken back to their stack. */
    private boolean sentInBatches;

    private XdpSocket(
            BindTarget target,
            Umem umem,
            BoundSocket bound,
            FrameStack frames,
            XdpSocketConfig config,
            @Nullable LeaseEvents lease)
            throws SystemCallException {
        this.target = target;
        this.umem = umem;
        this.bound = bound;
        rings = bound.rings();
        batches = new Batches(umem, rings, frames);
        wakeups = Wakeups.of(target, bound, config);
        use = new SocketUse(target);
        gathering = config.multiBuffer() ? new Gathering() : null;
        waiting = new Waiting(bound.fd(), lease, moderation(config));
    }

    /**
     * Registers packet memory on an AF_XDP socket and binds it, without a broker: for a socket that came by exec or was made
     * with CAP_NET_RAW. A queue that is still taken is tried for a second, as the kernel frees it some time after its last
     * holder closed.
     *
     * @param socket an unbound AF_XDP socket. It belongs to the result, and is closed if making the rings or binding fails. If the
     *     umem cannot be registered, it stays open and the caller's, to try again with a smaller one
     * @param interfaceName the interface, in this process's network namespace
     * @throws XdpSocketException if the kernel refuses; the message says what to do
     * @throws IOException if there is no libxdp 1.4 or later
     */
    public static XdpSocket bind(
            OwnedFd socket, InterfaceName interfaceName, int queue, Umem umem, XdpSocketConfig config)
            throws IOException {
        return bind(socket, BindTarget.here(interfaceName, queue), umem, umem.frames(), config, null);
    }

    static XdpSocket bind(
            OwnedFd socket,
            BindTarget target,
            Umem umem,
            FrameStack frames,
            XdpSocketConfig config,
            @Nullable LeaseEvents lease)
            throws IOException {
        BoundSocket bound = umem.bind(config, sharers -> bind(socket, target, umem, config, sharers));
        boolean done = false;
        try {
            if (config.txBudget() > 0) {
                SocketOptions.txBudget(bound.fd(), config.txBudget());
            }
            XdpSocket result = new XdpSocket(target, umem, bound, frames, config, lease);
            done = true;
            return result;
        } finally {
            if (!done) {
                umem.left(bound);
            }
        }
    }

    /** libxdp does it where it can. */
    private static BoundSocket bind(
            OwnedFd socket, BindTarget target, Umem umem, XdpSocketConfig config, List<BoundSocket> sharers)
            throws IOException {
        boolean libxdpCan = sharers.isEmpty() && !umem.config().txMetadata() && target.isNamedHere();
        return libxdpCan
                ? LibxdpSocket.bind(socket, target, umem, config)
                : DirectSocket.bind(socket, target, umem, config, sharers);
    }

    /**
     * The sockets this program was started with, by {@code xdp-broker request IFNAME QUEUES -- java ...}: one a queue, each with
     * packet memory of its own of the default size, bound and filled. Their packets come as soon as the broker has looked, which
     * takes milliseconds. The lease lasts as long as the process.
     *
     * @return the sockets in the order of their queues, the caller's to close; the memory of each goes with it, and no other socket can
     *     use it
     * @throws IOException if the environment names no such sockets, or one cannot be bound
     * @see Lease#fromInheritedFds() for other sizes, and for the lease itself
     */
    public static List<XdpSocket> fromInheritedFds() throws IOException {
        Lease lease = Lease.fromInheritedFds();
        boolean opened = false;
        try {
            List<XdpSocket> sockets = XdpPool.perQueue(lease, UmemConfig.DEFAULT, XdpSocketConfig.DEFAULT)
                    .sockets();
            sockets.forEach(socket -> socket.umem.closeWhenUnused());
            opened = true;
            return sockets;
        } finally {
            if (!opened) {
                lease.close();
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

    /** The free frames this socket takes from and gives to. */
    public FrameStack frames() {
        return batches.frames();
    }

    public FillRing fillRing() {
        return rings.fill();
    }

    public CompletionRing completionRing() {
        return rings.completion();
    }

    public RxRing rxRing() {
        return rings.rx();
    }

    public TxRing txRing() {
        return rings.tx();
    }

    /**
     * Handles packets that have arrived, without waiting. Each frame goes back to the fill ring when its packet is handled. On a
     * socket with multi-buffer a packet of several frames is copied together before it is handled.
     *
     * @param max how many packets at most, 1 or more; 32 to 64 is a good batch
     * @return how many were handled; 0 if none has arrived
     * @throws LeaseEndedException if the lease has ended, after some calls that found nothing
     * @throws XdpSocketException if the socket is dead: ENXIO says that the interface is gone
     */
    public int receive(PacketHandler handler, int max) throws IOException {
        use.enter();
        try {
            return receiveNow(handler, max);
        } finally {
            leave();
        }
    }

    /**
     * Handles packets, and waits for the first if none has arrived. Meanwhile it goes on with what was sent and the kernel had no
     * room for.
     *
     * @param timeoutMillis 0 does not wait, a negative number waits without end
     * @return how many were handled; 0 if the time is up, or if a packet of several frames is not whole yet
     * @throws LeaseEndedException if the lease has ended, before or while waiting
     * @throws XdpSocketException if the socket is dead: ENXIO, where the kernel tells sooner than the broker that the interface is gone
     * @throws java.nio.channels.AsynchronousCloseException if another thread closes the socket meanwhile
     */
    public int receive(PacketHandler handler, int max, int timeoutMillis) throws IOException {
        use.enter();
        try {
            int count = receiveNow(handler, max);
            return count == 0 && timeoutMillis != 0 && awaitAndGoOn(null, PollSet.POLLIN, timeoutMillis)
                    ? receiveNow(handler, max)
                    : count;
        } finally {
            leave();
        }
    }

    /**
     * Sends packets, as many as the tx ring and the free frames have room for, and wakes the kernel if it asks for that.
     *
     * @param max how many at most, 1 or more; 32 to 64 is a good batch
     * @return how many were handed to the kernel; 0 if there was no room, or the writer wrote none
     * @throws XdpSocketException if the socket is dead: ENXIO says that the interface is gone
     */
    public int send(PacketWriter writer, int max) throws IOException {
        use.enter();
        try {
            sentInBatches = true;
            int count;
            try {
                count = batches.send(writer, max);
            } catch (Throwable e) {
                wakeups.afterFailure(e);
                throw e;
            }
            wakeups.afterSend();
            return count;
        } finally {
            leave();
        }
    }

    /**
     * Sends a packet, copied. One that is longer than a frame needs a socket with multi-buffer.
     *
     * @param packet from its position to its limit, the link-layer header first; its position is its limit afterwards
     * @return false if there was no room; the packet's position is as it was then
     * @throws IllegalArgumentException if it is empty or too long
     */
    public boolean send(ByteBuffer packet) throws IOException {
        use.enter();
        try {
            sentInBatches = true;
            boolean sent = batches.send(packet, gathering == null ? 1 : MAX_FRAMES);
            wakeups.afterSend();
            return sent;
        } finally {
            leave();
        }
    }

    /**
     * Sends packets that have arrived on: from another socket, or back out of this one. Where both sockets have the same umem a
     * packet stays in its frame, else it is copied. While there is no room to send, packets wait on the rx ring. Both sockets
     * are used by this thread. For sockets without multi-buffer.
     *
     * <p>Frames of packets that were sent on come back to the fill ring by the next forward: who only receives, or waits, afterwards may
     * find it empty. Sockets of one umem that have free frames of their own exchange them, one for each packet, so the other needs
     * some.
     *
     * @param editor decides on each
     * @param to where they go; may be this socket
     * @param max how many at most, 1 or more; 32 to 64 is a good batch
     * @return how many were decided on; 0 if none has arrived, or there is no room to send
     */
    public int forward(PacketEditor editor, XdpSocket to, int max) throws IOException {
        use.enter();
        try {
            return forwardNow(editor, to, max);
        } finally {
            leave();
        }
    }

    /**
     * Sends packets that have arrived on, and waits for the first if none has arrived. While it waits, the other socket is used as long
     * as something sent there is still on its way: to go on with it, and to take back its frame. It does not wait for room to send:
     * where that lacks it returns 0 at once, and {@link #awaitWritable} of the other socket waits.
     *
     * @param timeoutMillis 0 does not wait, a negative number waits without end
     * @return how many were decided on; 0 if the time is up, or if there is no room to send
     * @throws LeaseEndedException if this socket's lease has ended, before or while waiting
     * @throws java.nio.channels.AsynchronousCloseException if another thread closes this socket meanwhile
     * @throws IllegalStateException if the other socket was closed meanwhile, or another thread uses it
     * @see #forward(PacketEditor, XdpSocket, int)
     */
    public int forward(PacketEditor editor, XdpSocket to, int max, int timeoutMillis) throws IOException {
        use.enter();
        try {
            int count = forwardNow(editor, to, max);
            return count == 0 && timeoutMillis != 0 && awaitAndGoOn(to, PollSet.POLLIN, timeoutMillis)
                    ? forwardNow(editor, to, max)
                    : count;
        } finally {
            leave();
        }
    }

    /**
     * Moves free frames to the fill ring.
     *
     * @param max how many at most
     * @return how many were moved: no more than are free, nor than the ring has room for
     * @throws IllegalStateException if the socket is closed, or another thread uses it
     */
    public int fill(FrameStack frames, int max) {
        use.enter();
        try {
            return batches.fill(frames, max);
        } finally {
            leave();
        }
    }

    /**
     * Takes the frames of sent packets off the completion ring.
     *
     * @return how many became free
     * @throws IllegalStateException if the socket is closed, or another thread uses it
     */
    public int reclaim(FrameStack frames) {
        use.enter();
        try {
            return batches.reclaim(frames);
        } finally {
            leave();
        }
    }

    /**
     * Makes the kernel send what was submitted to the tx ring. Needed only if {@link TxRing#needsWakeup()}. What the kernel
     * cannot take at the moment stays on the ring, for a later wakeup; what the device drops, as one without carrier does, is gone.
     *
     * @return false if the interface is down; packets wait on the ring for a wakeup, or a wait of this socket, when it is up again
     * @throws XdpSocketException if the socket is dead: ENXIO says that the interface is gone
     */
    public boolean wakeup() throws IOException {
        use.enter();
        try {
            sentInBatches &= wakeups.leftSome(); // what is left was sent in batches
            return wakeups.send();
        } finally {
            leave();
        }
    }

    /**
     * Waits for a packet on the rx ring. Waiting also makes the kernel go on with the fill and the tx ring. Frames of packets that
     * {@link #send} has sent are taken back meanwhile where that is needed to go on; for whoever sends by the rings themselves the
     * completion ring stays as it is, and nothing leaves while it is full.
     *
     * @param timeoutMillis 0 returns at once, a negative number waits without end
     * @return whether there is one; false when the time is up
     * @throws LeaseEndedException if the lease the socket came with has ended, before or while waiting
     * @throws XdpSocketException if the socket is dead: ENXIO, where the kernel tells sooner than the broker that the interface is gone
     * @throws java.nio.channels.AsynchronousCloseException if another thread closes the socket meanwhile
     */
    public boolean awaitReadable(int timeoutMillis) throws IOException {
        return await(PollSet.POLLIN, timeoutMillis);
    }

    /** As {@link #awaitReadable}, for room on the tx ring: at least half of it. {@link #send} also needs free frames. */
    public boolean awaitWritable(int timeoutMillis) throws IOException {
        return await(PollSet.POLLOUT, timeoutMillis);
    }

    /** The kernel's counters. */
    public XdpStatistics statistics() throws SystemCallException {
        use.enter();
        try {
            return SocketOptions.statistics(bound.fd());
        } finally {
            leave();
        }
    }

    /** Whether packets go to and from the driver without being copied (XDP_OPTIONS). */
    public boolean zeroCopy() throws SystemCallException {
        use.enter();
        try {
            return SocketOptions.zeroCopy(bound.fd());
        } finally {
            leave();
        }
    }

    /** Whether the device is polled by {@link #receive} and not by interrupts: {@link LeaseRequest#withBusyPoll}. */
    public boolean busyPoll() {
        return wakeups.busyPoll();
    }

    public boolean isOpen() {
        return use.isOpen();
    }

    /**
     * Unmaps the rings and closes the socket; a second call does nothing. If another thread is in a call meanwhile, a wait of it
     * ends, and it is that thread which closes. A thread that uses the rings themselves must be done with them: what it does to
     * them afterwards fails, what it does meanwhile is undefined.
     */
    @Override
    public void close() {
        if (use.close()) {
            closeBound();
        } else {
            waiting.end();
        }
    }

    /**
     * The descriptors to wait for besides the lease's: that of the socket, and one that is ready when the socket is closed. None if
     * another thread has closed it.
     */
    int[] fds() {
        try {
            return new int[] {bound.fd(), waiting.closedFd()};
        } catch (IllegalStateException e) { // between a look whether it is open and here
            return new int[0];
        }
    }

    /** Goes on with what was sent and the kernel had no room for; returns whether some of it is still left. Not once it is closed. */
    boolean goOn() throws IOException {
        try {
            use.enter();
        } catch (IllegalStateException e) {
            if (isOpen()) {
                throw e; // another thread uses it
            }
            return false;
        }
        try {
            if (wakeups.leftSome()) {
                goOnHere();
            }
            return wakeups.leftSome();
        } finally {
            leave();
        }
    }

    private int receiveNow(PacketHandler handler, int max) throws IOException {
        int count = gathering == null ? batches.receive(handler, max) : batches.receive(handler, max, gathering);
        wakeups.afterReceive(count);
        lookAtLease(count);
        return count;
    }

    /**
     * Waits, and goes on with what was sent.
     *
     * @param to where packets that come are to be forwarded to; null where this socket is alone
     */
    private boolean awaitAndGoOn(@Nullable XdpSocket to, short event, int timeoutMillis) throws IOException {
        return isOnItsWay(to) ? awaitInParts(to, event, timeoutMillis) : awaitInside(event, timeoutMillis);
    }

    /** Whether something that was sent is still on its way: on the tx ring, or not back on the fill ring. */
    private boolean isOnItsWay(@Nullable XdpSocket to) {
        return to == null ? wakeups.leftSome() : to.wakeups.leftSome() || batches.isOwing();
    }

    /**
     * A wait in parts, as long as something sent is still on its way: the kernel had no room for it, or its frame is not back, and
     * the fill ring may be empty. No packet would tell of that.
     */
    private boolean awaitInParts(@Nullable XdpSocket to, short event, int timeoutMillis) throws IOException {
        long begin = System.nanoTime();
        int left = timeoutMillis;
        int part = LEAST_PART_MILLIS;
        while (isOnItsWay(to)) {
            boolean ready = awaitInside(event, left < 0 ? part : Math.min(part, left));
            if (timeoutMillis > 0) {
                long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                left = (int) Math.max(0, timeoutMillis - elapsed);
            }
            if (ready || left == 0) {
                return ready;
            }
            if (to == null) {
                goOnHere();
            } else {
                goOnWith(to);
            }
            part = Math.min(2 * part, MOST_PART_MILLIS);
        }
        return awaitInside(event, left);
    }

    private void goOnHere() throws IOException {
        if (sentInBatches) {
            batches.reclaim(batches.frames());
        }
        wakeups.afterSend();
    }

    /** Looks after what was sent on to a socket. */
    private void goOnWith(XdpSocket to) throws IOException {
        if (!to.isOpen()) { // perhaps with the lease, which tells more
            waiting.lookAtLease();
        }
        to.use.enter();
        try {
            batches.goOnWith(to.batches);
            to.wakeups.afterSend();
        } finally {
            to.leave();
        }
    }

    private int forwardNow(PacketEditor editor, XdpSocket to, int max) throws IOException {
        if (gathering != null || to.gathering != null) {
            throw new IllegalStateException("forward works on sockets without multi-buffer");
        }
        to.use.enter();
        try {
            to.sentInBatches = true;
            int count;
            try {
                count = batches.forward(editor, to.batches, max);
            } catch (Throwable e) {
                to.wakeups.afterFailure(e);
                if (to != this) {
                    wakeups.afterFailure(e);
                }
                throw e;
            }
            to.wakeups.afterSend();
            wakeups.afterReceive(count);
            lookAtLease(count);
            return count;
        } finally {
            to.leave();
        }
    }

    /** Not where receiving polls the device: that is not to be left alone. */
    private @Nullable ReceiveModeration moderation(XdpSocketConfig config) {
        return config.receiveModeration() && !wakeups.busyPoll()
                ? new ReceiveModeration(rings.rx(), rings.fill(), rings.tx(), System::nanoTime)
                : null;
    }

    private boolean await(short event, int timeoutMillis) throws IOException {
        use.enter();
        try {
            return awaitAndGoOn(null, event, timeoutMillis);
        } finally {
            leave();
        }
    }

    private boolean awaitInside(short event, int timeoutMillis) throws IOException {
        boolean ready = waiting.await(event, timeoutMillis);
        use.checkNotClosedMeanwhile();
        return ready;
    }

    private void lookAtLease(int count) throws IOException {
        if (count == 0 && ++foundNothing % LOOK_AT_LEASE == 0) {
            waiting.lookAtLease();
        }
    }

    private void leave() {
        if (use.leave()) {
            closeBound();
        }
    }

    private void closeBound() {
        waiting.end(); // for one who waits for the whole lease
        umem.left(bound);
        waiting.close();
    }
}
