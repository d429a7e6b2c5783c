package org.xdpbroker.broker.start;

import java.io.IOException;
import org.xdpbroker.broker.grant.BindWatch;
import org.xdpbroker.broker.grant.FdReaper;
import org.xdpbroker.broker.grant.Granter;
import org.xdpbroker.broker.grant.InterfacePrograms;
import org.xdpbroker.broker.grant.LiveLeases;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.net.LinkMonitor;
import org.xdpbroker.broker.policy.Policy;
import org.xdpbroker.broker.service.BrokerInterface;
import org.xdpbroker.broker.service.Dispatcher;
import org.xdpbroker.broker.service.InterfaceList;
import org.xdpbroker.broker.service.Subscribers;
import org.xdpbroker.broker.session.Limits;
import org.xdpbroker.broker.session.Listener;
import org.xdpbroker.broker.xdp.BindProbe;
import org.xdpbroker.protocol.posix.OwnedFd;

/** All parts of the broker, wired. Built and run on the conductor's thread. */
final class Broker implements AutoCloseable {

    private final EventLoop loop;
    private final BindProbe probe;
    private final LinkMonitor links;
    private final LiveLeases leases;
    private final Listener listener;

    /** Takes ownership of the listening socket, and closes it if this fails. */
    Broker(OwnedFd socket, Policy policy, int bindDeadlineMillis, EventLog log) throws IOException {
        try {
            loop = new EventLoop((what, failure) -> log.warning("failure", "in", what, "failure", failure));
            probe = new BindProbe();
            LeaseTable table = new LeaseTable();
            InterfacePrograms programs = new InterfacePrograms();
            Subscribers subscribers = new Subscribers();
            leases = new LiveLeases(loop, log, table, programs, new FdReaper(), subscribers);
            links = new LinkMonitor(leases);
            BindWatch binds = new BindWatch(loop, leases, probe, bindDeadlineMillis);
            Granter granter = new Granter(policy, table, programs, leases, binds);
            InterfaceList interfaces = new InterfaceList(granter, table, programs);
            BrokerInterface broker = new BrokerInterface(granter, binds, leases, table, interfaces, subscribers);
            listener = new Listener(loop, socket, Limits.DEFAULT, new Dispatcher(broker, log), log);
            loop.add(links);
            loop.add(listener);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Serves until {@link #stop()}. */
    void run() throws IOException {
        loop.run();
    }

    /** From any thread. */
    void stop() {
        loop.stop();
    }

    /** Ends every lease, so that no interface keeps a program and every client knows why. */
    @Override
    public void close() {
        leases.endAll("the broker stops");
        listener.close();
        links.close();
        probe.close();
        loop.close();
    }
}
