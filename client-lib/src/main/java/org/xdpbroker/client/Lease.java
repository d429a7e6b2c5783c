package org.xdpbroker.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.LeaseEvent;
import org.xdpbroker.protocol.message.QueueDescription;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * The right to queues of an interface, with a socket for each. It lasts until its descriptor is closed everywhere, in this
 * process and in those it was passed on to, or until the broker ends it.
 *
 * <p>A queue's packets go to the host until its socket is bound and {@link #activate activated}; from then on they come here,
 * and are dropped while the fill ring is empty. So: bind, fill, activate; {@link #open} does all three.
 *
 * <p>The methods about sockets are used by one thread at a time, {@link #close()} included; those about events and the end
 * are safe from any thread.
 */
public final class Lease implements AutoCloseable {

    /** Null where the lease was inherited: the broker finds out by itself what is bound. */
    private final @Nullable XdpBroker broker;

    private final LeaseDescription description;
    private final LeaseEvents events;
    private final SortedMap<Integer, OwnedFd> unclaimed;
    private final List<XdpSocket> sockets = new CopyOnWriteArrayList<>();
    private @Nullable PollSet poll;

    Lease(@Nullable XdpBroker broker, LeaseReply reply) {
        this.broker = broker;
        description = reply.description();
        events = new LeaseEvents(reply.leaseFd());
        unclaimed = reply.sockets();
    }

    /**
     * The lease this program was started with, by {@code xdp-broker request IFNAME QUEUES -- java ...}. It can be taken once. There
     * is no connection to the broker; a queue gets its packets some milliseconds after its socket was bound, when the broker
     * looks.
     *
     * @return the lease, the caller's to close. {@link #description} tells what the environment does: no rule, no time, no reason
     *     for a fallback
     * @throws IOException if the environment names no lease, or its descriptors are not open
     * @throws IllegalStateException if it was taken before
     */
    public static Lease fromInheritedFds() throws IOException {
        return new Lease(null, InheritedFds.take());
    }

    /** Unique in the broker's life. */
    public String id() {
        return description.id();
    }

    /** The interface's name at the time of the grant. */
    public String interfaceName() {
        return description.interfaceName();
    }

    /** The interface's index in the broker's network namespace. */
    public int ifindex() {
        return description.ifindex();
    }

    /** How the XDP program is attached: native or skb. */
    public AttachMode attachMode() {
        return description.attachMode();
    }

    /** Why native was refused, where auto was asked for and skb was chosen. */
    public Optional<String> fallbackReason() {
        return Optional.ofNullable(description.fallbackReason());
    }

    /** The policy rule that allowed it, if the broker says. */
    public Optional<String> rule() {
        return Optional.ofNullable(description.rule());
    }

    /** Numbers of the queues, ascending. */
    public List<Integer> queues() {
        List<Integer> numbers = new ArrayList<>();
        for (QueueDescription queue : description.queues()) {
            numbers.add(queue.queue());
        }
        return List.copyOf(numbers);
    }

    /** Everything the broker said of it at the grant. */
    public LeaseDescription description() {
        return description;
    }

    /** Binds a queue, fills its fill ring with up to half of the umem's free frames, and activates it. */
    public XdpSocket open(int queue, Umem umem) throws IOException {
        return open(queue, umem, XdpSocketConfig.DEFAULT);
    }

    /**
     * Binds a queue, fills its fill ring with up to half of the umem's free frames, and activates it: packets arrive. The other
     * half is left for sending. Needs the connection to the broker open.
     *
     * @return the socket, the caller's to close; closing the lease closes it too
     * @throws IOException as {@link #bind} and {@link #activate} do; the socket is closed then
     * @throws IllegalStateException if no frame is free
     */
    public XdpSocket open(int queue, Umem umem, XdpSocketConfig config) throws IOException {
        return open(queue, umem, umem.frames(), config);
    }

    /**
     * The same with free frames of the socket's own.
     *
     * @param frames of the umem, {@link FrameStack#split split} off, so that each of several threads has its own
     */
    public XdpSocket open(int queue, Umem umem, FrameStack frames, XdpSocketConfig config) throws IOException {
        if (frames.size() == 0) {
            throw new IllegalStateException("no frame is free for queue " + queue + " of " + interfaceName()
                    + " to receive into; one that only sends is for bind and activate");
        }
        XdpSocket socket = bind(queue, umem, frames, config);
        boolean opened = false;
        try {
            socket.fill(frames, (frames.size() + 1) / 2);
            activate(queue);
            opened = true;
            return socket;
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }

    /** {@link #bind(int, Umem, XdpSocketConfig)} with {@link XdpSocketConfig#DEFAULT}. */
    public XdpSocket bind(int queue, Umem umem) throws IOException {
        return bind(queue, umem, XdpSocketConfig.DEFAULT);
    }

    /**
     * Registers packet memory on the socket of a queue and binds it. Its packets still go to the host: fill the fill ring,
     * then {@link #activate}.
     *
     * @return the socket, the caller's to close; closing the lease closes it too
     * @throws XdpSocketException if the kernel refuses. The queue can be bound again only if it was the umem that could not be
     *     registered, and not its rings; else its socket is gone, and the broker ends the lease
     * @throws IllegalArgumentException if the lease has no such queue
     * @throws IllegalStateException if the queue was bound or taken before
     */
    public XdpSocket bind(int queue, Umem umem, XdpSocketConfig config) throws IOException {
        return bind(queue, umem, umem.frames(), config);
    }

    /**
     * The same with free frames of the socket's own.
     *
     * @param frames of the umem, {@link FrameStack#split split} off, so that each of several threads has its own
     */
    public XdpSocket bind(int queue, Umem umem, FrameStack frames, XdpSocketConfig config) throws IOException {
        OwnedFd granted = takeSocket(queue);
        try {
            BindTarget target = new BindTarget(new InterfaceName(interfaceName()), ifindex(), queue);
            XdpSocket socket = XdpSocket.bind(granted, target, umem, frames, config, events);
            sockets.add(socket);
            poll = null;
            return socket;
        } finally {
            if (granted.isOpen()) {
                unclaimed.put(queue, granted);
            }
        }
    }

    /**
     * Tells the broker that queues are bound: their packets come here from the return on. One that is not activated gets them
     * some milliseconds later, when the broker looks. Needs the connection to the broker open; does nothing for an inherited
     * lease, which has none.
     *
     * @param queues which; none means all of the lease
     * @throws XdpBrokerException NOT_BOUND if a socket is not bound yet; the lease goes on
     */
    public void activate(int... queues) throws IOException {
        if (broker == null) {
            return;
        }
        JsonObject parameters = new JsonObject();
        parameters.addProperty("id", id());
        if (queues.length > 0) {
            JsonArray array = new JsonArray();
            for (int queue : queues) {
                array.add(queue);
            }
            parameters.add("queues", array);
        }
        broker.call("Activate", parameters);
    }

    /**
     * Gives up the unbound socket of a queue, to be passed on to another program.
     *
     * @return the socket, close-on-exec, the caller's to close
     * @throws IllegalArgumentException if the lease has no such queue
     * @throws IllegalStateException if the queue was bound or taken before, or the lease is closed
     */
    public OwnedFd takeSocket(int queue) {
        OwnedFd socket = unclaimed.remove(queue);
        if (socket == null) {
            if (!queues().contains(queue)) {
                throw new IllegalArgumentException("lease " + id() + " has queues " + queues() + ", not " + queue);
            }
            throw new IllegalStateException("the socket of queue " + queue + " was bound or taken before");
        }
        return socket;
    }

    /** The descriptor that holds the lease, close-on-exec. It stays the lease's: pass on its number by exec, or a duplicate. */
    public OwnedFd leaseFd() {
        return events.fd();
    }

    /**
     * Waits for a packet on any socket bound through this lease and still open. It does not go on with what was sent and the kernel had
     * no room for, as a wait of the socket or its pool does.
     *
     * @param timeoutMillis 0 returns at once, a negative number waits without end
     * @return whether there is one. False when the time is up, and possibly earlier: look at the rings and wait again
     * @throws LeaseEndedException if the lease has ended, before or while waiting
     */
    public boolean awaitReadable(int timeoutMillis) throws IOException {
        events.throwIfEnded();
        PollSet set = pollSet();
        boolean ready = set.await(timeoutMillis);
        if (ready && set.isReady(0)) {
            events.receive();
        }
        events.throwIfEnded();
        return ready && set.anyIsReadyAlone(1); // one that was closed is not alone
    }

    /** The next event, if one has come. */
    public Optional<LeaseEvent> pollEvent() {
        return events.next();
    }

    /** Waits for an event; empty if none came in time, or if the lease has ended and all of its events were returned. */
    public Optional<LeaseEvent> awaitEvent(Duration timeout) throws IOException {
        return events.await(timeout);
    }

    /** Waits until the lease ends, and returns whether it has. Events stay for {@link #pollEvent()}. */
    public boolean awaitEnd(Duration timeout) throws IOException {
        return events.awaitEnd(timeout);
    }

    /** Whether the lease has ended. Looks at the descriptor, which takes a system call. */
    public boolean isEnded() {
        events.receive();
        return events.endReason() != null;
    }

    /** Why it ended, if it is known to have: what the broker said, or that the broker went away. */
    public Optional<String> endReason() {
        return Optional.ofNullable(events.endReason());
    }

    /**
     * Closes the sockets bound through it that are still open, those that were neither bound nor taken, and the lease's
     * descriptor, which ends the lease if no other process holds it. A second call does nothing. A wait of another thread for
     * packets ends. The kernel keeps the lease's descriptor for a thread that waits for its events meanwhile, until that
     * thread's time is up.
     */
    @Override
    public void close() {
        events.close(); // first, so that a wait the next line ends knows why
        sockets.forEach(XdpSocket::close);
        unclaimed.values().forEach(OwnedFd::close);
        unclaimed.clear();
    }

    /** The lease's descriptor and those of the open sockets; made anew only when a socket came or went. */
    private PollSet pollSet() {
        PollSet set = poll;
        boolean closed = false;
        for (int i = 0; i < sockets.size(); i++) {
            closed |= !sockets.get(i).isOpen();
        }
        if (set == null || closed) {
            sockets.removeIf(socket -> !socket.isOpen());
            set = new PollSet(IntStream.concat(
                            IntStream.of(events.fd().number()),
                            sockets.stream().flatMapToInt(socket -> IntStream.of(socket.fds())))
                    .toArray());
            poll = set;
        }
        return set;
    }
}
