package org.xdpbroker.broker.grant;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.lease.Terms;
import org.xdpbroker.broker.net.NetworkInterface;
import org.xdpbroker.broker.policy.Asked;
import org.xdpbroker.broker.policy.Caller;
import org.xdpbroker.broker.policy.Decision;
import org.xdpbroker.broker.policy.PolicyInForce;
import org.xdpbroker.broker.policy.UserLimits;
import org.xdpbroker.broker.policy.Verdict;
import org.xdpbroker.broker.xdp.InterfaceProgram;
import org.xdpbroker.broker.xdp.XdpSockets;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.message.RequestParameters;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.UnixSocket;

/**
 * Turns a request into a lease, in one order: authorise, look, act, and undo what was done if a later step fails.
 */
public final class Granter {

    private static final int ID_BYTES = 8;

    private final PolicyInForce policy;
    private final LeaseTable table;
    private final InterfacePrograms programs;
    private final LiveLeases leases;
    private final BindWatch binds;
    private final MemlockGrant memlock;

    /**
     * A client that asks for queues.
     *
     * @param connection its connection; stays the caller's
     * @param peer what the kernel said of that connection
     * @param command what the process calls itself, for the record
     */
    public record Asker(OwnedFd connection, PeerCredentials peer, String command) {}

    /**
     * What a granted request is answered with.
     *
     * @param lease the lease, which lives already
     * @param fds the queues' sockets in order, then the lease's descriptor; owned by the receiver of this value
     */
    public record Grant(Lease lease, List<OwnedFd> fds) {}

    public Granter(
            PolicyInForce policy,
            LeaseTable table,
            InterfacePrograms programs,
            LiveLeases leases,
            BindWatch binds,
            MemlockGrant memlock) {
        this.policy = policy;
        this.table = table;
        this.programs = programs;
        this.leases = leases;
        this.binds = binds;
        this.memlock = memlock;
    }

    /**
     * What a request comes to at this moment.
     *
     * @param nif the interface, by its own name
     * @param decision what policy says
     */
    public record Plan(NetworkInterface nif, Decision decision) {}

    /** Looks at the interface and at policy, with nothing done. */
    public Plan plan(PeerCredentials peer, RequestParameters asked) throws RefusedException {
        refuseUnsupported(asked);
        NetworkInterface nif = find(asked.interfaceName());
        endHungUpLeases();
        Asked question = new Asked(
                nif.name(),
                asked.startQueue(),
                asked.queueCount(),
                asked.attachMode(),
                asked.handover(),
                asked.lockedMemory(),
                asked.busyPoll() > 0);
        Caller caller = new Caller(peer.uid(), peer.groups());
        Decision decision = policy.get().decide(caller, question, table::queuesHeld);
        memlock.refuseUnlessOffered(asked, decision);
        return new Plan(nif, decision);
    }

    /** What policy says to one queue of an interface. */
    public Verdict verdict(PeerCredentials peer, NetworkInterface nif) {
        return policy.get().verdict(new Caller(peer.uid(), peer.groups()), nif.name());
    }

    /** What an authority is told of a request: rules decide by it and people read it. */
    public Map<String, String> details(RequestParameters asked, Plan plan) {
        int last = asked.startQueue() + asked.queueCount() - 1;
        Map<String, String> details = new LinkedHashMap<>();
        details.put("interface", plan.nif().name());
        details.put("driver", plan.nif().driver());
        details.put("queues", last == asked.startQueue() ? String.valueOf(last) : asked.startQueue() + "-" + last);
        details.put("mode", plan.decision().attachMode().word());
        details.put("handover", asked.handover().word());
        details.put("flows", String.join(",", asked.flows()));
        details.put("memlock", asked.lockedMemory() == 0 ? "" : String.valueOf(asked.lockedMemory()));
        details.put("busy-poll", asked.busyPoll() == 0 ? "" : String.valueOf(asked.busyPoll()));
        return details;
    }

    /** Refuses what could not be granted even if it were allowed. */
    public void refuseImpossible(RequestParameters asked, Plan plan) throws RefusedException {
        freeQueues(plan.nif(), asked);
    }

    /**
     * Grants a lease, or refuses and leaves everything as it was. Whoever calls this has seen to it that the request is
     * allowed.
     *
     * @param asker who asks; used during this call only
     */
    public Grant grant(Asker asker, RequestParameters asked, Plan plan) throws RefusedException {
        NetworkInterface nif = plan.nif();
        List<Integer> queues = freeQueues(nif, asked);
        refuseOverQuota(asker.peer().uid(), queues.size());
        InterfaceProgram program = programs.acquire(nif, modes(plan.decision().attachMode()), asked.multiBuffer());
        Deque<Runnable> undo = new ArrayDeque<>();
        undo.push(() -> programs.release(nif.ifindex()));
        try {
            return act(asker, asked, plan, queues, program, undo);
        } catch (SystemCallException e) {
            undo.forEach(Runnable::run);
            throw RefusedException.systemError("Making the sockets for " + nif.name() + " failed", e);
        } catch (RefusedException | RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    /** Every resource is entered into {@code undo} as soon as it exists. */
    private Grant act(
            Asker asker,
            RequestParameters asked,
            Plan plan,
            List<Integer> queues,
            InterfaceProgram program,
            Deque<Runnable> undo)
            throws SystemCallException, RefusedException {
        NetworkInterface nif = plan.nif();
        Map<Integer, OwnedFd> kept = new LinkedHashMap<>();
        List<OwnedFd> passed = new ArrayList<>();
        for (int queue : queues) {
            OwnedFd socket = XdpSockets.lockedTo(nif.name());
            undo.push(socket::close);
            if (asked.busyPoll() > 0) {
                XdpSockets.preferBusyPoll(socket, asked.busyPoll());
            }
            program.traffic().reset(queue);
            kept.put(queue, socket);
            OwnedFd copy = socket.duplicate();
            undo.push(copy::close);
            passed.add(copy);
        }
        UnixSocket.Pair pair = UnixSocket.pair();
        undo.push(pair.first()::close);
        undo.push(pair.second()::close);
        UnixSocket.refuseInput(pair.first());
        passed.add(pair.second());
        String id = newId();
        // what cannot be undone comes last, when nothing else can fail
        long lockedMemory = memlock.act(asker, asked, plan);
        Terms terms = new Terms(
                asker.peer().uid(),
                asker.peer().pid(),
                asker.command(),
                nif.name(),
                nif.ifindex(),
                queues,
                program.mode(),
                asked.attachMode() == AttachMode.AUTO ? program.fallbackReason() : null,
                Handover.UNBOUND,
                String.valueOf(plan.decision().rule()),
                lockedMemory);
        Lease lease = new Lease(id, terms, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        LiveLease live = new LiveLease(lease, pair.first(), program, kept, leases::hungUp);
        leases.begin(live, nif);
        binds.begin(live);
        return new Grant(lease, passed);
    }

    private static void refuseUnsupported(RequestParameters asked) throws RefusedException {
        if (asked.handover() != Handover.UNBOUND) {
            throw RefusedException.unsupported(
                    "handover", "This broker passes unbound sockets only. Leave handover out, or ask for unbound.");
        }
        if (!asked.flows().isEmpty()) {
            throw RefusedException.unsupported(
                    "flows", "This broker gives whole queues only. Leave flows out, and filter in the client.");
        }
    }

    private static NetworkInterface find(InterfaceName name) throws RefusedException {
        NetworkInterface nif = NetworkInterface.find(name);
        if (nif == null) {
            throw RefusedException.noSuchInterface(name.value());
        }
        return nif;
    }

    private void endHungUpLeases() throws RefusedException {
        try {
            leases.endHungUp();
        } catch (SystemCallException e) {
            throw RefusedException.systemError("Looking for ended leases failed", e);
        }
    }

    private void refuseOverQuota(int uid, int queues) throws RefusedException {
        UserLimits limits = policy.get().limits();
        List<Lease> held = table.ofUser(uid);
        if (held.size() >= limits.leases()) {
            throw RefusedException.quotaExceeded("leases", limits.leases(), "End one of them, then ask again.");
        }
        int queuesHeld = 0;
        for (Lease lease : held) {
            queuesHeld += lease.terms().queues().size();
        }
        if (queuesHeld + queues > limits.queues()) {
            throw RefusedException.quotaExceeded(
                    "queues", limits.queues(), "You hold " + queuesHeld + "; ask for fewer, or end a lease.");
        }
    }

    private List<Integer> freeQueues(NetworkInterface nif, RequestParameters asked) throws RefusedException {
        int end = asked.startQueue() + asked.queueCount();
        try {
            if (!nif.hasReceiveQueue(end - 1)) {
                throw RefusedException.queueOutOfRange(
                        nif, asked.startQueue(), asked.queueCount(), nif.receiveQueues());
            }
        } catch (IOException e) {
            throw RefusedException.queuesUnknown(nif, e);
        }
        List<Integer> queues = new ArrayList<>();
        for (int queue = asked.startQueue(); queue < end; queue++) {
            Lease holder = table.holderOf(nif.ifindex(), queue);
            if (holder != null) {
                throw RefusedException.queueBusy(nif, queue, holder);
            }
            queues.add(queue);
        }
        return queues;
    }

    private static Set<AttachMode> modes(AttachMode mode) {
        return mode == AttachMode.AUTO ? EnumSet.of(AttachMode.NATIVE, AttachMode.SKB) : EnumSet.of(mode);
    }

    /** Not guessable, so that an id in a log is of use to the lease's owner alone, and never the same twice. */
    private String newId() throws SystemCallException {
        byte[] random = new byte[ID_BYTES];
        String id;
        do {
            if (Libc.get().getrandom(random, random.length, 0) != random.length) {
                throw SystemCallException.last("getrandom");
            }
            id = HexFormat.of().formatHex(random);
        } while (table.hasId(id));
        return id;
    }
}
