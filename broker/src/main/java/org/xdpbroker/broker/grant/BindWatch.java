package org.xdpbroker.broker.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.lease.LeaseState;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.xdp.BindProbe;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * Sees sockets become bound. A client that calls Activate is answered at once; for one that does not know us the broker
 * looks, every few milliseconds at first and then less often, until the bind deadline.
 */
public final class BindWatch {

    private static final long FIRST_LOOK_MILLIS = 2;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    private final EventLoop loop;
    private final LiveLeases leases;
    private final BindProbe probe;
    private final long deadlineMillis;

    /** @param deadlineMillis how long after the grant every socket has to be bound */
    public BindWatch(EventLoop loop, LiveLeases leases, BindProbe probe, long deadlineMillis) {
        this.loop = loop;
        this.leases = leases;
        this.probe = probe;
        this.deadlineMillis = deadlineMillis;
    }

    void begin(LiveLease live) {
        long age = Duration.between(live.lease().since(), Instant.now()).toMillis();
        long left = Math.max(0, Math.min(deadlineMillis - age, deadlineMillis));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(left);
        live.lookNext(loop.after(FIRST_LOOK_MILLIS, () -> look(live, FIRST_LOOK_MILLIS, deadline)));
    }

    /**
     * Activates queues of a user's lease whose sockets are bound.
     *
     * @param queues which; null is all of the lease
     * @throws InvalidParameterException if a queue is not the lease's
     * @throws RefusedException if one is not bound yet (the lease goes on), or is bound elsewhere (the lease has ended)
     */
    public Lease activate(String id, int uid, @Nullable List<Integer> queues)
            throws RefusedException, InvalidParameterException {
        LiveLease live = leases.find(id, uid);
        if (live == null) {
            throw RefusedException.noSuchLease(id);
        }
        Lease lease = live.lease();
        for (int queue : queues == null ? lease.terms().queues() : queues) {
            if (!lease.terms().queues().contains(queue)) {
                throw new InvalidParameterException("queues", "has " + queue + ", which the lease has not");
            }
            if (!isActive(live, queue)) {
                throw RefusedException.notBound(lease, queue);
            }
        }
        return lease;
    }

    private void look(LiveLease live, long pauseMillis, long deadlineNanos) {
        Lease lease = live.lease();
        try {
            for (int queue : lease.unboundQueues()) {
                isActive(live, queue);
            }
        } catch (RefusedException e) {
            return; // bound elsewhere or of no more use: the lease has ended with that reason
        }
        if (lease.state() == LeaseState.ACTIVE) {
            return;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (left <= 0) {
            leases.end(
                    live,
                    "queue " + lease.unboundQueues().get(0) + " was not bound within the bind deadline of "
                            + deadlineMillis + " ms");
            return;
        }
        long next = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
        live.lookNext(loop.after(Math.min(next, left), () -> look(live, next, deadlineNanos)));
    }

    /** Whether the queue's packets go to the client, which they do from now on if its socket is bound as granted. */
    private boolean isActive(LiveLease live, int queue) throws RefusedException {
        Lease lease = live.lease();
        OwnedFd socket = live.unboundSocket(queue);
        if (socket == null) {
            return true;
        }
        try {
            Integer bound = probe.boundQueue(socket, lease.terms().ifindex());
            if (bound == null) {
                return false;
            }
            if (bound != queue) {
                String reason = "the socket of queue " + queue + " was bound to queue " + bound
                        + ", which was not granted for it";
                leases.end(live, reason);
                throw RefusedException.boundElsewhere(lease, queue, bound, reason + "; the lease has ended.");
            }
            leases.activate(live, queue);
            return true;
        } catch (SystemCallException e) {
            if (e.errno().equals(Errno.ENODEV)) {
                leases.linkGone(lease.terms().ifindex()); // rtnetlink tells the same in a moment
            } else {
                leases.end(live, "queue " + queue + " cannot be given to the client: " + e.getMessage());
            }
            throw RefusedException.systemError("Activating queue " + queue + " of " + lease.interfaceName(), e);
        }
    }
}
