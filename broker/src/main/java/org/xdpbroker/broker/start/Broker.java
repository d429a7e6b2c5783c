package org.xdpbroker.broker.start;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.authorize.Authorizer;
import org.xdpbroker.broker.authorize.PolkitAuthorizer;
import org.xdpbroker.broker.grant.BindWatch;
import org.xdpbroker.broker.grant.FdReaper;
import org.xdpbroker.broker.grant.Granter;
import org.xdpbroker.broker.grant.InterfacePrograms;
import org.xdpbroker.broker.grant.LiveLeases;
import org.xdpbroker.broker.grant.MemlockGrant;
import org.xdpbroker.broker.grant.Restoration;
import org.xdpbroker.broker.grant.StoredLeases;
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
import org.xdpbroker.broker.store.FdStore;
import org.xdpbroker.broker.store.PassedFds;
import org.xdpbroker.broker.xdp.BindProbe;
import org.xdpbroker.polkit.PolkitAuthority;

/** All parts of the broker, wired. Built and run on the conductor's thread. */
final class Broker implements AutoCloseable {

    private final EventLoop loop;
    private final SignalSource signals;
    private final BindProbe probe;
    private final LinkMonitor links;
    private final LiveLeases leases;
    private final Authorizer authorizer;
    private final Listener listener;
    private final LeaseTable table = new LeaseTable();
    private final ServiceReports reports;
    private final long watchdogMillis;
    private final @Nullable IdleExit idleExit;
    private final boolean keepsLeases;

    /**
     * Takes ownership of the listening socket, and closes it if this fails.
     *
     * @param passed what the service manager has stored; all of it is taken or closed
     */
    Broker(
            ListenSocket socket,
            PassedFds passed,
            Policy policy,
            BrokerOptions options,
            ServiceEnvironment service,
            EventLog log)
            throws IOException {
        try {
            loop = new EventLoop((what, failure) -> log.warning("failure", "in", what, "failure", failure));
            probe = new BindProbe();
            PolicyInForce inForce = new PolicyInForce(policy);
            reports = new ServiceReports(new ServiceNotifier(service.notifySocket()), loop, log, this::status);
            watchdogMillis = service.watchdogMillis();
            PolicyReload reload = new PolicyReload(options.policy(), inForce, loop, log, reports);
            signals = new SignalSource(signal -> {
                if (signal == SignalSource.SIGHUP) {
                    reload.start();
                } else {
                    loop.stop();
                }
            });
            InterfacePrograms programs = new InterfacePrograms();
            Subscribers subscribers = new Subscribers();
            Set<String> storedNames = passed.names();
            keepsLeases = options.fdStore();
            StoredLeases stored = service.notifySocket() == null || !keepsLeases
                    ? null
                    : StoredLeases.open(passed, new FdStore(service.notifySocket(), loop, log), log);
            leases = new LiveLeases(
                    loop,
                    log,
                    table,
                    programs,
                    new FdReaper(),
                    (lease, event) -> {
                        subscribers.happened(lease, event);
                        changed();
                    },
                    stored);
            links = new LinkMonitor(leases);
            BindWatch binds = new BindWatch(loop, leases, probe, options.bindDeadlineMillis());
            if (stored != null) {
                new Restoration(programs, leases, binds, stored, log).restore(passed, storedNames);
            }
            Granter granter =
                    new Granter(inForce, table, programs, leases, binds, new MemlockGrant(options.raiseMemlock()));
            InterfaceList interfaces = new InterfaceList(granter, table, programs);
            authorizer = new PolkitAuthorizer(new PolkitAuthority(options.polkitBus(), PolkitAuthority.TIMEOUT), loop);
            OpenQuestions questions = new OpenQuestions(authorizer, inForce);
            BrokerInterface broker =
                    new BrokerInterface(granter, binds, leases, table, interfaces, subscribers, questions, log);
            listener = new Listener(
                    loop,
                    socket.fd(),
                    Limits.DEFAULT,
                    () -> inForce.get().limits().connections(),
                    new Dispatcher(broker, inForce, log),
                    log,
                    this::changed);
            idleExit = options.idleExitMillis() == 0
                    ? null
                    : new IdleExit(loop, options.idleExitMillis(), this::isIdle, () -> shutDoor(socket));
            loop.add(signals);
            loop.add(links);
            loop.add(listener);
        } catch (IOException | RuntimeException e) {
            socket.fd().close();
            throw e;
        }
    }

    /** Serves until SIGTERM, SIGINT, or until it has been idle for as long as the options say. */
    void run() throws IOException {
        reports.ready(watchdogMillis);
        if (idleExit != null) {
            idleExit.look();
        }
        loop.run();
        reports.stopping();
    }

    /**
     * Ends every lease, so that no interface keeps a program and every client knows why. Where the service manager keeps them
     * it decides: after a restart they go on, and if it stops the service it closes what it has, which ends them.
     */
    @Override
    public void close() {
        if (!keepsLeases) {
            leases.endAll("the broker stops");
        }
        listener.close();
        authorizer.close();
        links.close();
        probe.close();
        signals.close();
        loop.close();
    }

    private void changed() {
        reports.changed();
        if (idleExit != null) {
            idleExit.look();
        }
    }

    private boolean isIdle() {
        return listener.connections() == 0 && table.all().isEmpty();
    }

    /**
     * A socket that was passed stays open: who passed it keeps the clients that connect from here on, and starts the broker
     * anew for them.
     */
    private void shutDoor(ListenSocket socket) {
        if (socket.isOurs()) {
            socket.removeFile();
            listener.shut();
        }
    }

    private String status() {
        int queues = table.all().stream()
                .mapToInt(lease -> lease.terms().queues().size())
                .sum();
        int leases = table.all().size();
        return "Serving: " + leases + (leases == 1 ? " lease of " : " leases of ") + queues
                + (queues == 1 ? " queue" : " queues");
    }
}
