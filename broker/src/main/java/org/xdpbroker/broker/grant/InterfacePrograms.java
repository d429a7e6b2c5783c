package org.xdpbroker.broker.grant;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.net.NetworkInterface;
import org.xdpbroker.broker.xdp.AttachException;
import org.xdpbroker.broker.xdp.AttachedProgram;
import org.xdpbroker.broker.xdp.InterfaceProgram;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.posix.SystemCallException;

/** The broker's programs by interface: attached with the first lease, detached with the last. */
public final class InterfacePrograms {

    /** Room for queues that are added while the program is attached; an entry costs 8 bytes. */
    private static final int LEAST_MAP_ENTRIES = 256;

    private final Map<Integer, Counted> byIfindex = new HashMap<>();

    private static final class Counted {
        private final InterfaceProgram program;
        private int leases;

        private Counted(InterfaceProgram program) {
            this.program = program;
        }
    }

    /** The broker's program on an interface, or null. */
    public @Nullable InterfaceProgram on(int ifindex) {
        Counted counted = byIfindex.get(ifindex);
        return counted == null ? null : counted.program;
    }

    /** Counts one lease more, attaching the program for the first. Every success is paired with a {@link #release}. */
    InterfaceProgram acquire(NetworkInterface nif, Set<AttachMode> modes, boolean multiBuffer) throws RefusedException {
        Counted counted = byIfindex.get(nif.ifindex());
        if (counted == null) {
            counted = new Counted(attach(nif, modes, multiBuffer));
            byIfindex.put(nif.ifindex(), counted);
        } else if (!modes.contains(counted.program.mode())) {
            throw RefusedException.otherMode(nif, counted.program.mode());
        } else if (multiBuffer && !counted.program.multiBuffer()) {
            throw RefusedException.withoutMultiBuffer(nif);
        }
        counted.leases++;
        return counted.program;
    }

    /** Takes ownership of a program that was attached by a process before, with no lease yet. */
    void adopt(int ifindex, InterfaceProgram program) {
        byIfindex.put(ifindex, new Counted(program));
    }

    /** Counts one lease more of a program that was adopted. */
    void acquireAdopted(int ifindex) {
        Counted counted = byIfindex.get(ifindex);
        if (counted == null) {
            throw new IllegalStateException("no program was adopted on interface " + ifindex);
        }
        counted.leases++;
    }

    /** Detaches programs that no lease was found for. */
    void releaseUnused() {
        List.copyOf(byIfindex.entrySet()).stream()
                .filter(entry -> entry.getValue().leases == 0)
                .forEach(entry -> {
                    byIfindex.remove(entry.getKey());
                    entry.getValue().program.close();
                });
    }

    /** Counts one lease less; the last one detaches, about 8 ms in the kernel. */
    void release(int ifindex) {
        Counted counted = byIfindex.get(ifindex);
        if (counted != null && --counted.leases == 0) {
            byIfindex.remove(ifindex);
            counted.program.close();
        }
    }

    private static int queues(NetworkInterface nif) throws RefusedException {
        try {
            return nif.receiveQueues();
        } catch (IOException e) {
            throw RefusedException.queuesUnknown(nif, e);
        }
    }

    private static InterfaceProgram attach(NetworkInterface nif, Set<AttachMode> modes, boolean multiBuffer)
            throws RefusedException {
        try {
            AttachedProgram foreign = AttachedProgram.on(nif.ifindex());
            if (foreign != null) {
                throw RefusedException.foreignProgram(nif, foreign.id());
            }
            return InterfaceProgram.attach(nif.ifindex(), Math.max(queues(nif), LEAST_MAP_ENTRIES), modes, multiBuffer);
        } catch (AttachException e) {
            // the look above was a courtesy: it is the link that cannot displace what came in between
            throw e.isOccupied() ? RefusedException.foreignProgram(nif, null) : RefusedException.attachFailed(nif, e);
        } catch (SystemCallException e) {
            throw RefusedException.systemError("Preparing the XDP program for " + nif.name() + " failed", e);
        } catch (IOException e) {
            throw RefusedException.brokerFault("loading the XDP program", String.valueOf(e.getMessage()));
        }
    }
}
