package org.xdpbroker.broker.grant;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.lease.Terms;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.net.NetworkInterface;
import org.xdpbroker.broker.store.InterfaceRecord;
import org.xdpbroker.broker.store.LeaseRecord;
import org.xdpbroker.broker.store.PassedFds;
import org.xdpbroker.broker.xdp.InterfaceProgram;
import org.xdpbroker.broker.xdp.ProgramPart;
import org.xdpbroker.broker.xdp.XdpSockets;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.SocketKind;

/**
 * Goes on with the leases of the process before: their packets never stopped. Each descriptor is looked at, whether it is what
 * its name says. A lease of which something is missing or not as it was ends, with a line of the record; what nothing names is
 * closed.
 */
public final class Restoration {

    private final InterfacePrograms programs;
    private final LiveLeases leases;
    private final BindWatch binds;
    private final StoredLeases stored;
    private final EventLog log;

    public Restoration(
            InterfacePrograms programs, LiveLeases leases, BindWatch binds, StoredLeases stored, EventLog log) {
        this.programs = programs;
        this.leases = leases;
        this.binds = binds;
        this.stored = stored;
        this.log = log;
    }

    /**
     * To be done once, before anybody is served.
     *
     * @param passed what was stored; all of it is taken or closed
     * @param names the names of all that was stored
     */
    public void restore(PassedFds passed, Set<String> names) {
        stored.before().interfaces().forEach(record -> restore(passed, record));
        stored.before().leases().forEach(record -> restore(passed, record));
        programs.releaseUnused();
        passed.names().forEach(name -> log.warning("descriptor-dropped", "name", name));
        detachAll(passed);
        passed.close();
        stored.settle(names);
    }

    private void restore(PassedFds passed, InterfaceRecord record) {
        Map<ProgramPart, OwnedFd> parts = new EnumMap<>(ProgramPart.class);
        for (ProgramPart part : ProgramPart.values()) {
            OwnedFd fd = passed.take(StoredLeases.name(part, record.ifindex()));
            if (fd != null) {
                parts.put(part, fd);
            }
        }
        try {
            programs.adopt(
                    record.ifindex(),
                    InterfaceProgram.adopt(
                            record.ifindex(),
                            record.mode(),
                            record.multiBuffer(),
                            record.fallbackReason(),
                            parts,
                            record.ids()));
        } catch (IOException e) {
            log.warning("program-dropped", "ifindex", record.ifindex(), "reason", e.getMessage());
        }
    }

    private void restore(PassedFds passed, LeaseRecord record) {
        LeaseDescription description = record.description();
        OwnedFd end = passed.take(StoredLeases.name(description.id()));
        Map<Integer, OwnedFd> sockets = new LinkedHashMap<>();
        for (int queue : record.unbound()) {
            OwnedFd socket = passed.take(StoredLeases.name(description.id(), queue));
            if (socket != null) {
                sockets.put(queue, socket);
            }
        }
        InterfaceProgram program = programs.on(description.ifindex());
        NetworkInterface nif = NetworkInterface.find(description.ifindex());
        String fault = fault(record, end, sockets, program, nif);
        if (fault == null && end != null && program != null && nif != null) {
            try {
                resume(record, end, sockets, program, nif);
                return;
            } catch (DateTimeException | IllegalStateException e) {
                fault = e.getMessage();
            }
        }
        log.warning(
                "lease-dropped",
                "lease",
                description.id(),
                "uid",
                Integer.toUnsignedString(description.uid()),
                "reason",
                fault);
        if (program != null) {
            giveBack(program, description);
        }
        sockets.values().forEach(OwnedFd::close);
        if (end != null) {
            end.close();
        }
    }

    /** Why a lease cannot go on, or null. */
    private static @Nullable String fault(
            LeaseRecord record,
            @Nullable OwnedFd end,
            Map<Integer, OwnedFd> sockets,
            @Nullable InterfaceProgram program,
            @Nullable NetworkInterface nif) {
        int ifindex = record.description().ifindex();
        if (nif == null) {
            return "its interface is gone";
        }
        if (program == null) {
            return "the program of its interface was not kept";
        }
        if (end == null
                || !SocketKind.of(end).isUnixStream()
                || SocketKind.of(end).listens()) {
            return "its own descriptor was not kept";
        }
        for (QueueDescription told : record.description().queues()) {
            int queue = told.queue();
            OwnedFd socket = sockets.get(queue);
            if (record.unbound().contains(queue) && (socket == null || !isSame(socket, ifindex, told.socketInode()))) {
                return "the socket of its queue " + queue + " was not kept";
            }
        }
        return null;
    }

    private static boolean isSame(OwnedFd socket, int ifindex, @Nullable Long inode) {
        SocketKind kind = SocketKind.of(socket);
        return kind.isXdp() && kind.ifindex() == ifindex && Objects.equals(XdpSockets.inode(socket), inode);
    }

    private void resume(
            LeaseRecord record,
            OwnedFd end,
            Map<Integer, OwnedFd> sockets,
            InterfaceProgram program,
            NetworkInterface nif) {
        Lease lease = lease(record);
        Map<Integer, @Nullable Long> inodes = new HashMap<>();
        record.description().queues().forEach(queue -> inodes.put(queue.queue(), queue.socketInode()));
        LiveLease live = new LiveLease(lease, end, program, sockets, inodes, leases::hungUp);
        leases.resume(live, nif);
        programs.acquireAdopted(nif.ifindex());
        if (!lease.unboundQueues().isEmpty()) {
            binds.begin(live);
        }
    }

    private static Lease lease(LeaseRecord record) {
        LeaseDescription told = record.description();
        List<Integer> queues =
                told.queues().stream().map(QueueDescription::queue).toList();
        Terms terms = new Terms(
                told.uid(),
                told.pid(),
                record.command(),
                told.interfaceName(),
                told.ifindex(),
                queues,
                told.attachMode(),
                told.fallbackReason(),
                told.handover(),
                String.valueOf(told.rule()),
                told.lockedMemory());
        Lease lease = new Lease(told.id(), terms, Instant.parse(told.since()));
        queues.stream().filter(queue -> !record.unbound().contains(queue)).forEach(lease::queueBound);
        return lease;
    }

    /** The map may still send the queues of a lease that ends to its client, while another lease keeps the program. */
    private void giveBack(InterfaceProgram program, LeaseDescription lease) {
        for (QueueDescription queue : lease.queues()) {
            try {
                program.sockets().delete(queue.queue());
            } catch (SystemCallException e) {
                log.warning("map-delete-failed", "lease", lease.id(), "queue", queue.queue(), "reason", e.getMessage());
            }
        }
    }

    /** A link that nothing names would stay attached until the manager has closed its copy. */
    private static void detachAll(PassedFds passed) {
        for (String name : passed.names()) {
            OwnedFd fd = name.startsWith(ProgramPart.LINK.word() + "-") ? passed.take(name) : null;
            if (fd != null) {
                InterfaceProgram.detach(fd);
            }
        }
    }
}
