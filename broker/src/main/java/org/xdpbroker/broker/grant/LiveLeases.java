package org.xdpbroker.broker.grant;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.lease.Terms;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.loop.PollSet;
import org.xdpbroker.broker.net.LinkMonitor;
import org.xdpbroker.broker.net.NetworkInterface;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.LeaseEvent;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.UnixSocket;
import org.xdpbroker.protocol.varlink.MessageFramer;

/** The leases that live, what is told about them, and their end. */
public final class LiveLeases implements LinkMonitor.Listener {

    private final EventLoop loop;
    private final EventLog log;
    private final LeaseTable table;
    private final InterfacePrograms programs;
    private final FdReaper reaper;
    private final EventListener events;
    private final @Nullable StoredLeases stored;
    private final Map<String, LiveLease> byId = new LinkedHashMap<>();
    private final PollSet hangups = new PollSet();
    private final Map<Integer, Boolean> upByIfindex = new LinkedHashMap<>();

    /** Told of everything that happens to a lease. */
    public interface EventListener {
        void happened(Lease lease, LeaseEvent event);
    }

    /** @param stored where leases are kept for the next process; null where they end with this one */
    public LiveLeases(
            EventLoop loop,
            EventLog log,
            LeaseTable table,
            InterfacePrograms programs,
            FdReaper reaper,
            EventListener events,
            @Nullable StoredLeases stored) {
        this.stored = stored;
        this.loop = loop;
        this.log = log;
        this.table = table;
        this.programs = programs;
        this.reaper = reaper;
        this.events = events;
    }

    /** @param nif the interface of the lease */
    void begin(LiveLease live, NetworkInterface nif) {
        Lease lease = live.lease();
        add(live, nif);
        if (stored != null) {
            stored.begun(live);
        }
        record(
                "lease-granted",
                lease,
                "fallback",
                lease.terms().fallbackReason(),
                "memlock",
                lease.terms().lockedMemory() == 0 ? null : lease.terms().lockedMemory());
        tell(live, LeaseEvent.Kind.GRANTED, null, null);
    }

    /** Goes on with a lease that another process has granted. */
    void resume(LiveLease live, NetworkInterface nif) {
        add(live, nif);
        linkIs(nif.ifindex(), nif.name(), nif.isUp()); // it may have been renamed meanwhile
        if (stored != null) {
            stored.resumed(live);
        }
        record("lease-resumed", live.lease());
    }

    /** Its client has closed a lease. */
    void hungUp(LiveLease live) {
        end(live, "the client closed it");
    }

    private void add(LiveLease live, NetworkInterface nif) {
        Lease lease = live.lease();
        table.add(lease);
        upByIfindex.computeIfAbsent(nif.ifindex(), index -> nif.isUp());
        byId.put(lease.id(), live);
        loop.add(live);
    }

    @Nullable
    LiveLease find(String id, int uid) {
        return table.find(id, uid) == null ? null : byId.get(id);
    }

    /**
     * Ends the leases that their clients have closed already, though the loop has not come to it yet: a client that closes a
     * lease and asks anew must not be refused for what it has just given back.
     */
    void endHungUp() throws SystemCallException {
        List<LiveLease> all = List.copyOf(byId.values());
        hangups.clear(all.size());
        all.forEach(live -> hangups.add(live.fd(), live.interest()));
        hangups.poll(0);
        for (int i = 0; i < all.size(); i++) {
            if (hangups.events(i) != 0) {
                all.get(i).ready(hangups.events(i));
            }
        }
    }

    /** A living lease with what its queues have received. */
    public LeaseDescription describe(Lease lease) {
        LiveLease live = byId.get(lease.id());
        return live == null ? lease.describe() : lease.describe(live::describe);
    }

    /** Ends every lease. */
    public void endAll(String reason) {
        List.copyOf(byId.values()).forEach(live -> end(live, reason));
    }

    /** Ends a lease, whoever's it is: the caller has seen to it that it may be. */
    public void revoke(String id, String reason) throws RefusedException {
        LiveLease live = byId.get(id);
        if (live == null) {
            throw RefusedException.noSuchLease(id);
        }
        end(live, reason);
    }

    /**
     * Ends a lease: its queues' packets reach the host again when this returns, nothing of it is left in the kernel but what
     * the client itself holds open. A lease that has ended stays so.
     */
    void end(LiveLease live, String reason) {
        Lease lease = live.lease();
        if (!byId.remove(lease.id(), live)) {
            return;
        }
        loop.remove(live);
        live.lookNext(null);
        deleteFromMap(live);
        live.takeSockets().forEach(reaper::close);
        lease.end(reason);
        table.remove(lease);
        if (stored != null) {
            stored.ended(live, on(lease.terms().ifindex()).isEmpty());
        }
        programs.release(lease.terms().ifindex());
        // last, so that who is told finds it so
        tell(live, LeaseEvent.Kind.ENDED, null, reason);
        live.fd().close();
        record(
                "lease-ended",
                lease,
                "seconds",
                Duration.between(lease.since(), Instant.now()).toMillis() / 1000.0,
                "reason",
                reason);
    }

    /** Gives a queue that was seen bound its packets, and the client's socket its last owner: the client. */
    void activate(LiveLease live, int queue) throws SystemCallException {
        OwnedFd socket = live.unboundSocket(queue);
        if (socket == null) {
            return;
        }
        live.program().sockets().put(queue, socket);
        live.takeSocket(queue);
        loop.after(0, () -> reaper.close(socket)); // once the client is answered, as waking a thread takes its time
        live.lease().queueBound(queue);
        if (stored != null) {
            stored.bound(live, queue);
        }
        log.info(
                "queue-bound",
                "lease",
                live.lease().id(),
                "interface",
                live.lease().interfaceName(),
                "queue",
                queue);
        tell(live, LeaseEvent.Kind.BOUND, queue, null);
    }

    @Override
    public void linkIs(int ifindex, String name, boolean up) {
        List<LiveLease> here = on(ifindex);
        if (here.isEmpty()) {
            upByIfindex.remove(ifindex);
            return;
        }
        Boolean before = upByIfindex.put(ifindex, up);
        for (LiveLease live : here) {
            if (!live.lease().interfaceName().equals(name)) {
                live.lease().renamed(name);
                if (stored != null) {
                    stored.changed(live);
                }
                tell(live, LeaseEvent.Kind.INTERFACE_RENAMED, null, null);
            }
            if (before != null && before != up) {
                tell(live, up ? LeaseEvent.Kind.INTERFACE_UP : LeaseEvent.Kind.INTERFACE_DOWN, null, null);
            }
        }
    }

    @Override
    public void linkGone(int ifindex) {
        upByIfindex.remove(ifindex);
        for (LiveLease live : on(ifindex)) {
            end(
                    live,
                    "interface " + live.lease().interfaceName() + " was deleted or moved to another network namespace");
        }
    }

    @Override
    public void linksUnknown() {
        table.all().stream()
                .map(lease -> lease.terms().ifindex())
                .distinct()
                .filter(ifindex -> NetworkInterface.find(ifindex) == null)
                .forEach(this::linkGone);
    }

    private List<LiveLease> on(int ifindex) {
        return byId.values().stream()
                .filter(live -> live.lease().terms().ifindex() == ifindex)
                .toList();
    }

    private void deleteFromMap(LiveLease live) {
        for (int queue : live.lease().terms().queues()) {
            try {
                live.program().sockets().delete(queue);
            } catch (SystemCallException e) {
                log.warning("map-delete-failed", "lease", live.lease().id(), "queue", queue, "reason", e.getMessage());
            }
        }
    }

    /** To the lease's descriptor and to whoever else listens. A client that does not read misses events, nothing more. */
    private void tell(LiveLease live, LeaseEvent.Kind kind, @Nullable Integer queue, @Nullable String reason) {
        Lease lease = live.lease();
        LeaseEvent event = new LeaseEvent(kind, lease.id(), lease.interfaceName(), queue, reason);
        if (kind != LeaseEvent.Kind.GRANTED) {
            try {
                UnixSocket.send(live.fd(), MessageFramer.frame(event.encode()), 0, List.of());
            } catch (SystemCallException e) {
                log.debug("event-not-told", "lease", lease.id(), "reason", e.getMessage());
            }
        }
        events.happened(lease, event);
    }

    /** One line of the record that begins with whose lease of what. */
    private void record(String event, Lease lease, @Nullable Object... more) {
        Terms terms = lease.terms();
        List<@Nullable Object> values = new ArrayList<>(List.of(
                "lease",
                lease.id(),
                "uid",
                Integer.toUnsignedString(terms.uid()),
                "pid",
                terms.pid(),
                "command",
                terms.command(),
                "interface",
                lease.interfaceName(),
                "queues",
                queueList(lease),
                "mode",
                terms.attachMode().word(),
                "rule",
                terms.rule()));
        Collections.addAll(values, more);
        log.info(event, values.toArray());
    }

    private static String queueList(Lease lease) {
        List<Integer> queues = lease.terms().queues();
        return queues.size() == 1 ? queues.get(0).toString() : queues.get(0) + "-" + queues.get(queues.size() - 1);
    }
}
