package org.xdpbroker.broker.grant;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.store.FdStore;
import org.xdpbroker.broker.store.InterfaceRecord;
import org.xdpbroker.broker.store.LeaseRecord;
import org.xdpbroker.broker.store.PassedFds;
import org.xdpbroker.broker.store.StateMemory;
import org.xdpbroker.broker.store.StoredState;
import org.xdpbroker.broker.xdp.InterfaceProgram;
import org.xdpbroker.broker.xdp.ProgramPart;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * Keeps at the service manager what the next process needs to go on with the leases. Descriptors are stored before the record
 * that names them is written, and removed after: so whenever this process ends, the record names nothing that is not there.
 * Conductor thread only.
 */
public final class StoredLeases {

    private static final String STATE = "state";

    private final FdStore store;
    private final StateMemory memory;
    private final StoredState.Content before;
    private final EventLog log;
    private final StoredState state = new StoredState();
    private final Set<String> stored = new TreeSet<>(List.of(STATE));

    private StoredLeases(FdStore store, StateMemory memory, StoredState.Content before, EventLog log) {
        this.store = store;
        this.memory = memory;
        this.before = before;
        this.log = log;
    }

    /** Finds what an earlier process has written, or begins anew. */
    public static StoredLeases open(PassedFds passed, FdStore store, EventLog log) throws IOException {
        OwnedFd fd = passed.take(STATE);
        if (fd != null) {
            try {
                StateMemory memory = StateMemory.adopt(fd);
                return new StoredLeases(store, memory, StoredState.decode(memory.read()), log);
            } catch (IOException e) {
                fd.close();
                log.warning("state-refused", "reason", e.getMessage());
            }
        }
        store.remove(STATE); // there may be several, of which none was taken
        StateMemory memory = StateMemory.create();
        memory.write(new StoredState().encode());
        store.put(STATE, memory.fd());
        return new StoredLeases(store, memory, new StoredState.Content(List.of(), List.of()), log);
    }

    /** What the earlier process has written; empty if there was none. */
    StoredState.Content before() {
        return before;
    }

    void begun(LiveLease live) {
        int ifindex = live.lease().terms().ifindex();
        if (!state.hasInterface(ifindex)) {
            live.program().parts().forEach((part, fd) -> store.put(name(part, ifindex), fd));
        }
        store.put(name(live.lease()), live.fd());
        live.unboundSockets().forEach((queue, socket) -> store.put(name(live.lease(), queue), socket));
        resumed(live);
        write();
    }

    /** As {@link #begun}, of a lease that is stored already; the record is to be written when all are. */
    void resumed(LiveLease live) {
        Lease lease = live.lease();
        int ifindex = lease.terms().ifindex();
        for (ProgramPart part : ProgramPart.values()) {
            stored.add(name(part, ifindex));
        }
        stored.add(name(lease));
        lease.unboundQueues().forEach(queue -> stored.add(name(lease, queue)));
        if (!state.hasInterface(ifindex)) {
            InterfaceProgram program = live.program();
            try {
                state.put(new InterfaceRecord(
                        ifindex, program.mode(), program.multiBuffer(), program.fallbackReason(), program.ids()));
            } catch (IOException e) {
                log.warning("lease-not-stored", "lease", lease.id(), "reason", e.getMessage());
            }
        }
        put(live);
    }

    void changed(LiveLease live) {
        put(live);
        write();
    }

    void bound(LiveLease live, int queue) {
        changed(live);
        remove(name(live.lease(), queue));
    }

    /** @param isLast whether the interface has no other lease, and so no program */
    void ended(LiveLease live, boolean isLast) {
        Lease lease = live.lease();
        int ifindex = lease.terms().ifindex();
        state.removeLease(lease.id());
        if (isLast) {
            state.removeInterface(ifindex);
        }
        write();
        remove(name(lease));
        lease.unboundQueues().forEach(queue -> remove(name(lease, queue)));
        if (isLast) {
            for (ProgramPart part : ProgramPart.values()) {
                remove(name(part, ifindex));
            }
        }
    }

    /** Writes the record, and has removed what is stored and named by nothing in it. */
    void settle(Set<String> found) {
        write();
        found.stream().filter(name -> !stored.contains(name)).forEach(store::remove);
    }

    static String name(ProgramPart part, int ifindex) {
        return part.word() + "-" + ifindex;
    }

    static String name(String leaseId) {
        return "lease-" + leaseId;
    }

    static String name(String leaseId, int queue) {
        return "socket-" + leaseId + "-" + queue;
    }

    private static String name(Lease lease) {
        return name(lease.id());
    }

    private static String name(Lease lease, int queue) {
        return name(lease.id(), queue);
    }

    private void put(LiveLease live) {
        Lease lease = live.lease();
        state.put(new LeaseRecord(
                lease.describe(live::describeSocket), lease.terms().command(), lease.unboundQueues()));
    }

    private void remove(String name) {
        stored.remove(name);
        store.remove(name);
    }

    private void write() {
        try {
            memory.write(state.encode());
        } catch (IOException e) {
            log.warning("state-not-stored", "reason", e.getMessage());
        }
    }
}
