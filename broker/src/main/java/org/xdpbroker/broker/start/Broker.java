package org.xdpbroker.broker.start;

import java.io.IOException;
import org.xdpbroker.broker.authorize.Authorizer;
import org.xdpbroker.broker.authorize.PolkitAuthorizer;
import org.xdpbroker.broker.grant.BindWatch;
import org.xdpbroker.broker.grant.FdReaper;
import org.xdpbroker.broker.grant.Granter;
import org.xdpbroker.broker.grant.InterfacePrograms;
import org.xdpbroker.broker.grant.LiveLeases;
import org.xdpbroker.broker.grant.MemlockGrant;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.loop.SignalSource;
import org.xdpbroker.broker.net.LinkMonitor;
import org.xdpbroker.broker.policy.Policy;
import org.xdpbroker.broker.policy.PolicyInForce;
import org.xdpbroker.broker.service.BrokerInterface;
import org.xdpbroker.broker.service.Dispatcher;
import org.xdpbroker.broker.service.InterfaceList;
import org.xdpbroker.broker.service.OpenQuestions;
import org.xdpbroker.broker.service.Subscribers;
import org.xdpbroker.broker.session.Limits;
import org.xdpbroker.broker.session.Listener;
import org.xdpbroker.broker.xdp.BindProbe;
import org.xdpbroker.polkit.PolkitAuthority;
import org.xdpbroker.protocol.posix.OwnedFd;

/** All parts of the broker, wired. Built and run on the conductor's thread. */
final class Broker implements AutoCloseable {

    private final EventLoop loop;
    private final SignalSource signals;
    private final BindProbe probe;
    private final LinkMonitor links;
    private final LiveLeases leases;
    private final Authorizer authorizer;
    private final Listener listener;

    /** Takes ownership of the listening socket, and closes it if this fails. */
    Broker(OwnedFd socket, Policy policy, BrokerOptions options, EventLog log) throws IOException {
        try {
            loop = new EventLoop((what, failure) -> log.warning("failure", "in", what, "failure", failure));
            probe = new BindProbe();
            PolicyInForce inForce = new PolicyInForce(policy);
            PolicyReload reload = new PolicyReload(options.policy(), inForce, loop, log);
            signals = new SignalSource(signal -> {
                if (signal == SignalSource.SIGHUP) {
                    reload.start();
                } else {
                    loop.stop();
                }
            });
            LeaseTable table = new LeaseTable();
            InterfacePrograms programs = new InterfacePrograms();
            Subscribers subscribers = new Subscribers();
            leases = new LiveLeases(loop, log, table, programs, new FdReaper(), subscribers);
            links = new LinkMonitor(leases);
            BindWatch binds = new BindWatch(loop, leases, probe, options.bindDeadlineMillis());
            Granter granter =
                    new Granter(inForce, table, programs, leases, binds, new MemlockGrant(options.raiseMemlock()));
            InterfaceList interfaces = new InterfaceList(granter, table, programs);
            authorizer = new PolkitAuthorizer(new PolkitAuthority(options.polkitBus(), PolkitAuthority.TIMEOUT), loop);
            OpenQuestions questions = new OpenQuestions(authorizer, inForce);
            BrokerInterface broker =
                    new BrokerInterface(granter, binds, leases, table, interfaces, subscribers, questions, log);
            listener = new Listener(
                    loop,
                    socket,
                    Limits.DEFAULT,
                    () -> inForce.get().limits().connections(),
                    new Dispatcher(broker, inForce, log),
                    log);
            loop.add(signals);
            loop.add(links);
            loop.add(listener);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Serves until SIGTERM or SIGINT. */
    void run() throws IOException {
        loop.run();
    }

    /** Ends every lease, so that no interface keeps a program and every client knows why. */
    @Override
    public void close() {
        leases.endAll("the broker stops");
        listener.close();
        authorizer.close();
        links.close();
        probe.close();
        signals.close();
        loop.close();
    }
}
