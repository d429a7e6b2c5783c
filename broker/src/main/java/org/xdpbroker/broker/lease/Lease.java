package org.xdpbroker.broker.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;

/** A right to queues of an interface and how far it has come. Without system calls; conductor thread only. */
public final class Lease {

    private final String id;
    private final Terms terms;
    private final Instant since;
    private final String sinceInWords;
    private final SortedSet<Integer> unbound;
    private String interfaceName;
    private @Nullable String endReason;

    public Lease(String id, Terms terms, Instant since) {
        this.id = id;
        this.terms = terms;
        this.since = since;
        sinceInWords = since.toString();
        this.unbound = new TreeSet<>(terms.queues());
        this.interfaceName = terms.interfaceName();
    }

    public String id() {
        return id;
    }

    public Terms terms() {
        return terms;
    }

    public Instant since() {
        return since;
    }

    /** The interface's name now; an interface may be renamed under a lease. */
    public String interfaceName() {
        return interfaceName;
    }

    public void renamed(String newName) {
        interfaceName = newName;
    }

    public LeaseState state() {
        if (endReason != null) {
            return LeaseState.ENDED;
        }
        return unbound.isEmpty() ? LeaseState.ACTIVE : LeaseState.GRANTED;
    }

    /** The queues whose sockets were not seen bound yet, ascending; a copy. */
    public List<Integer> unboundQueues() {
        return List.copyOf(unbound);
    }

    /** @throws IllegalStateException if the lease has ended, or the queue is not one of its unbound ones */
    public void queueBound(int queue) {
        if (endReason != null || !unbound.remove(queue)) {
            throw new IllegalStateException("queue " + queue + " of lease " + id + " cannot become bound, the lease is "
                    + state() + " with unbound queues " + unbound);
        }
    }

    /** @throws IllegalStateException if it has ended before */
    public void end(String reason) {
        if (endReason != null) {
            throw new IllegalStateException("lease " + id + " ended before: " + endReason);
        }
        endReason = reason;
    }

    /** Whether this user may activate, see and revoke it. */
    public boolean isOwnedBy(int uid) {
        return terms.uid() == uid;
    }

    /** As the wire tells it, without descriptors. */
    public LeaseDescription describe() {
        return describe(queue -> new QueueDescription(queue, null));
    }

    /** As the reply to Request tells it: the socket of the n-th queue is the n-th descriptor of the message. */
    public LeaseDescription describeWithSockets() {
        return describe(queue -> new QueueDescription(queue, terms.queues().indexOf(queue)));
    }

    /** As the wire tells it, with what is known of each queue. */
    public LeaseDescription describe(IntFunction<QueueDescription> queue) {
        List<QueueDescription> queues = new ArrayList<>();
        for (int number : terms.queues()) {
            queues.add(queue.apply(number));
        }
        return new LeaseDescription(
                id,
                interfaceName,
                terms.ifindex(),
                terms.uid(),
                terms.pid(),
                queues,
                terms.attachMode(),
                terms.fallbackReason(),
                terms.handover(),
                state().word(),
                sinceInWords,
                terms.rule(),
                terms.lockedMemory());
    }
}
