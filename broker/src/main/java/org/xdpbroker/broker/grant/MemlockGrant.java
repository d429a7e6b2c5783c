package org.xdpbroker.broker.grant;

import java.io.IOException;
import org.xdpbroker.broker.memlock.LockedMemory;
import org.xdpbroker.broker.memlock.ProcessChangedException;
import org.xdpbroker.broker.policy.Decision;
import org.xdpbroker.broker.policy.Verdict;
import org.xdpbroker.protocol.message.RequestParameters;
import org.xdpbroker.protocol.posix.SystemCallException;

/** The part of a grant that raises the client's limit of locked memory. */
public final class MemlockGrant {

    private final boolean isOffered;

    /** @param isOffered whether the administrator gave the broker what it takes */
    public MemlockGrant(boolean isOffered) {
        this.isOffered = isOffered;
    }

    /** After policy, so that who may not have it learns nothing of the broker. */
    void refuseUnlessOffered(RequestParameters asked, Decision decision) throws RefusedException {
        if (asked.lockedMemory() > 0 && !isOffered && decision.verdict() != Verdict.DENY) {
            throw RefusedException.unsupported(
                    "lockedMemory",
                    "This broker does not raise limits of locked memory, as it was not started with --raise-memlock and"
                            + " CAP_SYS_RESOURCE. Ask without, and raise the limit otherwise; or ask the administrator to"
                            + " start it so.");
        }
    }

    /** How many bytes the process may lock now; 0 if the request asked for none. */
    long act(Granter.Asker asker, RequestParameters asked, Granter.Plan plan) throws RefusedException {
        if (asked.lockedMemory() == 0) {
            return 0;
        }
        try {
            return LockedMemory.allow(
                    asker.connection(),
                    asker.peer(),
                    asked.lockedMemory(),
                    plan.decision().maxMemlock());
        } catch (ProcessChangedException e) {
            throw RefusedException.memlockOfAnother(plan.nif(), plan.decision().rule(), e.getMessage());
        } catch (SystemCallException e) {
            throw RefusedException.systemError(
                    "Raising the limit of locked memory of process "
                            + asker.peer().pid() + " failed",
                    e);
        } catch (IOException e) {
            throw RefusedException.brokerFault("raising the limit of locked memory", String.valueOf(e.getMessage()));
        }
    }
}
