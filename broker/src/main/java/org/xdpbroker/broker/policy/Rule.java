package org.xdpbroker.broker.policy;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.ByteSize;

/**
 * One rule. It matches a caller who fulfils every key that the rule gives: with users and groups both given, one who is
 * among the users and in one of the groups.
 *
 * @param name unique in the policy
 * @param users uids; null matches every user
 * @param groups gids; null matches every user
 * @param interfaces one of them has to match the interface's name
 * @param verdict what is said to those who match
 * @param queues the queues that may be asked for; null is all
 * @param maxQueues how many a user may hold at once by this rule, or {@link Decision#UNBOUNDED}
 * @param attachModes native, skb or both
 * @param maxMemlock to how many bytes the limit of locked memory of a process may be raised; 0 is not at all
 * @param busyPoll whether sockets may prefer busy polling
 */
record Rule(
        String name,
        @Nullable Set<Integer> users,
        @Nullable Set<Integer> groups,
        List<InterfacePattern> interfaces,
        Verdict verdict,
        @Nullable QueueSet queues,
        int maxQueues,
        Set<AttachMode> attachModes,
        long maxMemlock,
        boolean busyPoll) {

    Rule {
        users = users == null ? null : Set.copyOf(users);
        groups = groups == null ? null : Set.copyOf(groups);
        interfaces = List.copyOf(interfaces);
        attachModes = Set.copyOf(attachModes);
    }

    boolean matches(Caller caller, String interfaceName) {
        return (users == null || users.contains(caller.uid()))
                && (groups == null || !Collections.disjoint(caller.groups(), groups))
                && matches(interfaceName);
    }

    private boolean matches(String interfaceName) {
        for (InterfacePattern pattern : interfaces) {
            if (pattern.matches(interfaceName)) {
                return true;
            }
        }
        return false;
    }

    /** Decides for a caller whom this rule matches. */
    Decision decide(Caller caller, Asked asked, QueuesHeld held) {
        String uid = "uid " + Integer.toUnsignedString(caller.uid());
        if (verdict == Verdict.DENY) {
            return denied(
                    asked,
                    "Rule '" + name + "' denies " + asked.inWords() + " to " + uid
                            + ". The administrator can change it.");
        }
        String excess = excess(asked, held.by(caller.uid(), name));
        if (excess != null) {
            return denied(asked, excess);
        }
        String reason = "Rule '" + name + "' allows " + asked.inWords() + " to " + uid
                + (verdict == Verdict.ASK ? " after authorization by polkit." : ".");
        return new Decision(verdict, name, reason, effectiveMode(asked.attachMode()), maxQueues, maxMemlock);
    }

    /** The first bound that the request breaks, as a reason; null if it keeps within all. */
    private @Nullable String excess(Asked asked, int held) {
        if (queues != null && !queues.containsAll(asked.startQueue(), asked.lastQueue())) {
            return "Rule '" + name + "' allows " + queues + " of " + asked.interfaceName() + ", and "
                    + QueueSet.range(asked.startQueue(), asked.lastQueue())
                    + " was asked for. Ask for allowed ones, or ask the administrator to change the rule.";
        }
        if (asked.attachMode() != AttachMode.AUTO && !attachModes.contains(asked.attachMode())) {
            String only = onlyMode().word();
            return "Rule '" + name + "' allows attach mode " + only + " only, and "
                    + asked.attachMode().word() + " was asked for. Ask for " + only
                    + " or auto, or ask the administrator to change the rule.";
        }
        if ((long) held + asked.queueCount() > maxQueues) {
            return "Rule '" + name + "' allows a user " + maxQueues + " queues at once; " + asked.queueCount()
                    + (asked.queueCount() == 1 ? " was" : " were") + " asked for and " + held
                    + " are held already. Ask for fewer or give some back, or ask the administrator to change the rule.";
        }
        if (asked.lockedMemory() > maxMemlock) {
            return "Rule '" + name + "' "
                    + (maxMemlock == 0
                            ? "does not have limits of locked memory raised"
                            : "has limits of locked memory raised to " + new ByteSize(maxMemlock).inWords()
                                    + " at most")
                    + ", and " + new ByteSize(asked.lockedMemory()).inWords()
                    + " were asked for. Ask without, or ask the administrator for max-memlock = \""
                    + new ByteSize(asked.lockedMemory()) + "\" in the rule.";
        }
        if (asked.busyPoll() && !busyPoll) {
            return "Rule '" + name + "' does not allow busy polling, and it was asked for. Ask without, or ask the"
                    + " administrator for busy-poll = true in the rule.";
        }
        return null;
    }

    private AttachMode effectiveMode(AttachMode asked) {
        return asked == AttachMode.AUTO && attachModes.size() == 1 ? onlyMode() : asked;
    }

    private AttachMode onlyMode() {
        return attachModes.iterator().next();
    }

    private Decision denied(Asked asked, String reason) {
        return Decision.denied(name, reason, asked);
    }
}
