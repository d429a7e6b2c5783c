package org.xdpbroker.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets of all queues of one or more leases, opened together. Each queue has packet memory of its own, or all share one.
 *
 * <p>The methods here use every socket in turn, so they belong to one thread. Whoever wants a thread a queue gives each thread its
 * socket, and opens the pool by {@link #perQueue} or {@link #sharedByThreads}.
 */
public final class XdpPool implements AutoCloseable {

    /** A wait in which something is left on a tx ring looks after that so often. */
    private static final int PART_MILLIS = 10;

    private final List<XdpSocket> sockets = new ArrayList<>();
    private final List<Umem> umems = new ArrayList<>();
    private final List<Lease> leases;
    /** The socket whose turn is next, so that none waits behind a busy one for ever. */
    private int turn;

    private XdpPool(List<Lease> leases) {
        this.leases = leases;
    }

    /**
     * Packet memory of its own for each queue: nothing is shared, and each counts as locked memory.
     *
     * @param each the memory of one queue
     * @throws IOException as {@link Lease#open} does; everything opened is closed then
     */
    public static XdpPool perQueue(Lease lease, UmemConfig each, XdpSocketConfig config) throws IOException {
        XdpPool pool = new XdpPool(List.of(lease));
        return pool.open(() -> {
            for (int queue : lease.queues()) {
                Umem umem = pool.create(each);
                pool.bind(lease, queue, umem, umem.frames(), umem.frames().size(), config);
            }
        });
    }

    /**
     * One packet memory for all queues of all leases, for one thread: a packet can be {@link XdpSocket#forward forwarded} from
     * any queue to any other, also of another interface, where it lies.
     *
     * @param all the memory of all queues together
     * @throws IOException as {@link Lease#open} does; everything opened is closed then
     */
    public static XdpPool shared(List<Lease> leases, UmemConfig all, XdpSocketConfig config) throws IOException {
        return shared(leases, all, config, false);
    }

    /** As {@link #shared}, for a thread a queue: each socket has free frames of its own, an equal part. */
    public static XdpPool sharedByThreads(List<Lease> leases, UmemConfig all, XdpSocketConfig config)
            throws IOException {
        return shared(leases, all, config, true);
    }

    private static XdpPool shared(List<Lease> leases, UmemConfig all, XdpSocketConfig config, boolean split)
            throws IOException {
        if (leases.isEmpty()) {
            throw new IllegalArgumentException("a pool is of one lease or more");
        }
        XdpPool pool = new XdpPool(List.copyOf(leases));
        return pool.open(() -> {
            Umem umem = pool.create(all);
            int part = all.frameCount()
                    / leases.stream().mapToInt(lease -> lease.queues().size()).sum();
            if (part == 0) {
                throw new IllegalArgumentException(
                        all.frameCount() + " frames are fewer than the queues that share them");
            }
            for (Lease lease : leases) {
                for (int queue : lease.queues()) {
                    FrameStack frames = split ? umem.frames().split(part) : umem.frames();
                    pool.bind(lease, queue, umem, frames, part, config);
                }
            }
        });
    }

    /** In the order of the leases, and of the queues of each; the list cannot be changed. The pool closes them. */
    public List<XdpSocket> sockets() {
        return List.copyOf(sockets);
    }

    /**
     * Handles packets that have arrived on any socket, without waiting, each socket in turn.
     *
     * @param max how many at most from one socket
     * @return how many were handled in all
     */
    public int receive(PacketHandler handler, int max) throws IOException {
        int count = 0;
        int first = turn;
        turn = (turn + 1) % sockets.size(); // now, as a handler may throw
        for (int i = 0; i < sockets.size(); i++) {
            count += sockets.get((first + i) % sockets.size()).receive(handler, max);
        }
        return count;
    }

    /**
     * Waits for a packet on any socket, if the pool is of one lease. Meanwhile it goes on with what was sent on the sockets and the
     * kernel had no room for.
     *
     * @see Lease#awaitReadable
     */
    public boolean awaitReadable(int timeoutMillis) throws IOException {
        if (leases.size() != 1) {
            throw new IllegalStateException("a pool of " + leases.size() + " leases; wait for one of its sockets");
        }
        Lease lease = leases.get(0);
        int left = timeoutMillis;
        int open = openSockets();
        while (left != 0 && goOn()) {
            int part = left < 0 ? PART_MILLIS : Math.min(PART_MILLIS, left);
            if (lease.awaitReadable(part)) {
                return true;
            }
            if (openSockets() < open) {
                return false; // as the lease's own wait does
            }
            left -= left < 0 ? 0 : part;
        }
        return lease.awaitReadable(left);
    }

    /**
     * Closes the sockets and the packet memory. Where other threads are in calls of the sockets their waits end, and memory goes when
     * the last of them is out. The leases go on, and are the caller's.
     */
    @Override
    public synchronized void close() {
        sockets.forEach(XdpSocket::close);
        umems.forEach(Umem::closeWhenUnused);
        umems.clear();
    }

    /** Returns whether something is left on a tx ring. */
    private boolean goOn() throws IOException {
        boolean left = false;
        for (XdpSocket socket : sockets) {
            left |= socket.goOn();
        }
        return left;
    }

    private int openSockets() {
        int open = 0;
        for (XdpSocket socket : sockets) {
            open += socket.isOpen() ? 1 : 0;
        }
        return open;
    }

    private XdpPool open(Steps steps) throws IOException {
        boolean opened = false;
        try {
            steps.run();
            for (Lease lease : leases) {
                lease.activate();
            }
            opened = true;
            return this;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private Umem create(UmemConfig config) throws IOException {
        Umem umem = Umem.create(config);
        umems.add(umem);
        return umem;
    }

    /** Half of the socket's part of the frames is for receiving. */
    private void bind(Lease lease, int queue, Umem umem, FrameStack frames, int part, XdpSocketConfig config)
            throws IOException {
        XdpSocket socket = lease.bind(queue, umem, frames, config);
        sockets.add(socket);
        socket.fill(frames, (part + 1) / 2);
    }

    /** What is undone as a whole. */
    @FunctionalInterface
    private interface Steps {

        void run() throws IOException;
    }
}
