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
import java.util.stream.IntStream;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.lease.Terms;
import org.xdpbroker.broker.net.NetworkInterface;
import org.xdpbroker.broker.policy.Asked;
import org.xdpbroker.broker.policy.Caller;
import org.xdpbroker.broker.policy.Decision;
import org.xdpbroker.broker.policy.Policy;
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

    private final Policy policy;
    private final LeaseTable table;
    private final InterfacePrograms programs;
    private final LiveLeases leases;
    private final BindWatch binds;

    /**
     * What a granted request is answered with.
     *
     * @param lease the lease, which lives already
     * @param fds the queues' sockets in order, then the lease's descriptor; owned by the receiver of this value
     */
    public record Grant(Lease lease, List<OwnedFd> fds) {}

    public Granter(Policy policy, LeaseTable table, InterfacePrograms programs, LiveLeases leases, BindWatch binds) {
        this.policy = policy;
        this.table = table;
        this.programs = programs;
        this.leases = leases;
        this.binds = binds;
    }

    /** What policy says, with nothing done. */
    public Decision check(PeerCredentials peer, RequestParameters asked) throws RefusedException {
        refuseUnsupported(asked);
        return decide(peer, asked, find(asked.interfaceName()));
    }

    /** What policy says to one queue of an interface. */
    public Verdict verdict(PeerCredentials peer, NetworkInterface nif) {
        return policy.verdict(new Caller(peer.uid(), peer.groups()), nif.name());
    }

    /** Grants a lease, or refuses and leaves everything as it was. */
    public Grant grant(PeerCredentials peer, RequestParameters asked) throws RefusedException {
        refuseUnsupported(asked);
        NetworkInterface nif = find(asked.interfaceName());
        endHungUpLeases();
        Decision decision = decide(peer, asked, nif);
        if (decision.verdict() != Verdict.ALLOW) {
            throw RefusedException.denied(nif, decision.rule(), decision.reason());
        }
        int available = receiveQueues(nif);
        List<Integer> queues = freeQueues(nif, asked, available);
        InterfaceProgram program = programs.acquire(nif, available, modes(decision.attachMode()));
        Deque<Runnable> undo = new ArrayDeque<>();
        undo.push(() -> programs.release(nif.ifindex()));
        try {
            return act(peer, asked, nif, queues, decision, program, undo);
        } catch (SystemCallException e) {
            undo.forEach(Runnable::run);
            throw RefusedException.systemError("Making the sockets for " + nif.name() + " failed", e);
        } catch (RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    /** Every resource is entered into {@code undo} as soon as it exists. */
    private Grant act(
            PeerCredentials peer,
            RequestParameters asked,
            NetworkInterface nif,
            List<Integer> queues,
            Decision decision,
            InterfaceProgram program,
            Deque<Runnable> undo)
            throws SystemCallException {
        Map<Integer, OwnedFd> kept = new LinkedHashMap<>();
        List<OwnedFd> passed = new ArrayList<>();
        for (int queue : queues) {
            OwnedFd socket = XdpSockets.lockedTo(nif.name());
            undo.push(socket::close);
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
        Terms terms = new Terms(
                peer.uid(),
                peer.pid(),
                nif.name(),
                nif.ifindex(),
                queues,
                program.mode(),
                asked.attachMode() == AttachMode.AUTO ? program.fallbackReason() : null,
                Handover.UNBOUND,
                String.valueOf(decision.rule()));
        Lease lease = new Lease(newId(), terms, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        LiveLease live = new LiveLease(
                lease, pair.first(), program.map(), kept, hungUp -> leases.end(hungUp, "the client closed it"));
        leases.begin(live);
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

    private Decision decide(PeerCredentials peer, RequestParameters asked, NetworkInterface nif) {
        Asked question =
                new Asked(nif.name(), asked.startQueue(), asked.queueCount(), asked.attachMode(), asked.handover());
        Decision decision = policy.decide(new Caller(peer.uid(), peer.groups()), question, table::queuesHeld);
        return decision.verdict() == Verdict.ASK ? withoutAuthority(decision) : decision;
    }

    /** Nobody can be asked: a question is a denial then. */
    private static Decision withoutAuthority(Decision decision) {
        return new Decision(
                Verdict.DENY,
                decision.rule(),
                "Rule '" + decision.rule() + "' wants a person to be asked, and this broker has no polkit to ask with."
                        + " Ask the administrator for a rule that allows it.",
                decision.attachMode(),
                decision.maxQueues());
    }

    private static int receiveQueues(NetworkInterface nif) throws RefusedException {
        try {
            return nif.receiveQueues();
        } catch (IOException e) {
            throw RefusedException.brokerFault("counting the queues of " + nif.name(), String.valueOf(e.getMessage()));
        }
    }

    private List<Integer> freeQueues(NetworkInterface nif, RequestParameters asked, int available)
            throws RefusedException {
        int end = asked.startQueue() + asked.queueCount();
        if (end > available) {
            throw RefusedException.queueOutOfRange(nif, asked.startQueue(), asked.queueCount(), available);
        }
        for (int queue = asked.startQueue(); queue < end; queue++) {
            Lease holder = table.holderOf(nif.ifindex(), queue);
            if (holder != null) {
                throw RefusedException.queueBusy(nif, queue, holder);
            }
        }
        return IntStream.range(asked.startQueue(), end).boxed().toList();
    }

    private static Set<AttachMode> modes(AttachMode mode) {
        return mode == AttachMode.AUTO ? EnumSet.of(AttachMode.NATIVE, AttachMode.SKB) : EnumSet.of(mode);
    }

    /** Not guessable, so that an id in a log is of use to the lease's owner alone, and never the same twice. */
    private String newId() throws SystemCallException {
        byte[] random = new byte[ID_BYTES];
        do {
            if (Libc.get().getrandom(random, random.length, 0) != random.length) {
                throw SystemCallException.last("getrandom");
            }
        } while (table.hasId(HexFormat.of().formatHex(random)));
        return HexFormat.of().formatHex(random);
    }
}
