package org.xdpbroker.broker.grant;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.loop.Source;
import org.xdpbroker.broker.xdp.InterfaceProgram;
import org.xdpbroker.broker.xdp.TrafficMap;
import org.xdpbroker.broker.xdp.XdpSockets;
import org.xdpbroker.protocol.message.QueueDescription;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * A lease with what the kernel holds for it: the broker's end of the lease's socket pair, which hangs up when the last copy
 * of the client's end is closed, and the broker's copies of sockets that were not seen bound yet.
 */
final class LiveLease implements Source {

    private final Lease lease;
    private final OwnedFd brokerEnd;
    private final InterfaceProgram program;
    private final Map<Integer, OwnedFd> unboundSockets;
    private final Map<Integer, @Nullable Long> inodes = new HashMap<>();
    private final Runnable hangup;
    private EventLoop.@Nullable Timer nextLook;

    LiveLease(
            Lease lease,
            OwnedFd brokerEnd,
            InterfaceProgram program,
            Map<Integer, OwnedFd> sockets,
            HangupHandler handler) {
        this(lease, brokerEnd, program, sockets, Map.of(), handler);
        sockets.forEach((queue, socket) -> inodes.put(queue, XdpSockets.inode(socket)));
    }

    /** @param inodes of the queues' sockets, also of those that the broker has no copy of */
    LiveLease(
            Lease lease,
            OwnedFd brokerEnd,
            InterfaceProgram program,
            Map<Integer, OwnedFd> sockets,
            Map<Integer, @Nullable Long> inodes,
            HangupHandler handler) {
        this.lease = lease;
        this.brokerEnd = brokerEnd;
        this.program = program;
        this.inodes.putAll(inodes);
        this.unboundSockets = new LinkedHashMap<>(sockets);
        this.hangup = () -> handler.hungUp(this);
    }

    /** Told when the client has closed its end. */
    interface HangupHandler {
        void hungUp(LiveLease lease);
    }

    Lease lease() {
        return lease;
    }

    InterfaceProgram program() {
        return program;
    }

    /** A queue with its socket and its traffic, as far as it can be read. */
    QueueDescription describe(int queue) {
        Long inode = inodes.get(queue);
        try {
            TrafficMap.Traffic traffic = program.traffic().read(queue);
            return new QueueDescription(queue, null, inode, traffic.packets(), traffic.bytes());
        } catch (SystemCallException e) {
            // the list of leases is of use without
            return new QueueDescription(queue, null, inode, null, null);
        }
    }

    /** A queue with its socket, without a look at anything. */
    QueueDescription describeSocket(int queue) {
        return new QueueDescription(queue, null, inodes.get(queue), null, null);
    }

    /** The broker's copy of a queue's socket; null once the queue was seen bound. */
    @Nullable
    OwnedFd unboundSocket(int queue) {
        return unboundSockets.get(queue);
    }

    /** The broker's copies by queue; they stay this one's. */
    Map<Integer, OwnedFd> unboundSockets() {
        return Map.copyOf(unboundSockets);
    }

    /** Gives up the broker's copy; the caller closes it. */
    @Nullable
    OwnedFd takeSocket(int queue) {
        return unboundSockets.remove(queue);
    }

    /** Gives up all copies that are left; the caller closes them. */
    List<OwnedFd> takeSockets() {
        List<OwnedFd> sockets = List.copyOf(unboundSockets.values());
        unboundSockets.clear();
        return sockets;
    }

    void lookNext(EventLoop.@Nullable Timer timer) {
        if (nextLook != null) {
            nextLook.cancel();
        }
        nextLook = timer;
    }

    @Override
    public OwnedFd fd() {
        return brokerEnd;
    }

    @Override
    public int interest() {
        return 0;
    }

    @Override
    public void ready(int events) {
        if ((events & HANGUP) != 0) {
            hangup.run();
        }
    }

    @Override
    public String toString() {
        return "lease " + lease.id();
    }
}
