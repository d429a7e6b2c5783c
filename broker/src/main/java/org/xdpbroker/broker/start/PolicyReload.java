package org.xdpbroker.broker.start;

import java.nio.file.Path;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.policy.Policy;
import org.xdpbroker.broker.policy.PolicyException;
import org.xdpbroker.broker.policy.PolicyFile;
import org.xdpbroker.broker.policy.PolicyInForce;

/**
 * Reads the policy file again. It is read on a thread of its own, since the names of users may come from a network; the
 * policy is replaced on the conductor's. A file that is refused changes nothing.
 */
final class PolicyReload {

    private final Path file;
    private final PolicyInForce inForce;
    private final EventLoop loop;
    private final EventLog log;
    private final ServiceReports reports;
    private boolean running;
    private boolean again;

    PolicyReload(Path file, PolicyInForce inForce, EventLoop loop, EventLog log, ServiceReports reports) {
        this.reports = reports;
        this.file = file;
        this.inForce = inForce;
        this.loop = loop;
        this.log = log;
    }

    /** On the conductor's thread. One that is asked for during another follows it. */
    void start() {
        if (running) {
            again = true;
            return;
        }
        running = true;
        again = false;
        reports.reloading();
        Thread reader = new Thread(this::read, "policy-reload");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            Policy policy = PolicyFile.load(file, new SystemAccounts());
            loop.post(() -> {
                inForce.replace(policy);
                log.info("policy-reloaded", "policy", file, "rules", policy.ruleCount());
                done();
            });
        } catch (PolicyException e) {
            loop.post(() -> {
                e.problems().forEach(problem -> log.warning("policy-problem", "problem", problem));
                log.warning("policy-refused", "policy", file, "reason", "the policy before it stays in force");
                done();
            });
        } catch (RuntimeException e) {
            loop.post(() -> {
                log.warning("policy-refused", "policy", file, "reason", e);
                done();
            });
        }
    }

    private void done() {
        running = false;
        reports.reloaded();
        if (again) {
            start();
        }
    }
}
