package org.xdpbroker.broker.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a policy file, in its order, and its limits. The first rule whose users, groups and interfaces match decides, also where
 * its bounds turn the answer into a denial: a later rule is not tried. No match is a denial. Immutable.
 */
public final class Policy {

    private final List<Rule> rules;
    private final UserLimits limits;

    Policy(List<Rule> rules, UserLimits limits) {
        this.rules = List.copyOf(rules);
        this.limits = limits;
    }

    /** What bounds every user. */
    public UserLimits limits() {
        return limits;
    }

    /** How many rules there are, at least one. */
    public int ruleCount() {
        return rules.size();
    }

    /** Decides a request; nothing is granted or counted by it. */
    public Decision decide(Caller caller, Asked asked, QueuesHeld held) {
        Rule rule = firstMatch(caller, asked.interfaceName());
        return rule == null ? Decision.denied(null, noMatch(caller, asked), asked) : rule.decide(caller, asked, held);
    }

    /** What the first matching rule says about some queues of an interface, its bounds aside. */
    public Verdict verdict(Caller caller, String interfaceName) {
        Rule rule = firstMatch(caller, interfaceName);
        return rule == null ? Verdict.DENY : rule.verdict();
    }

    private @Nullable Rule firstMatch(Caller caller, String interfaceName) {
        for (Rule rule : rules) {
            if (rule.matches(caller, interfaceName)) {
                return rule;
            }
        }
        return null;
    }

    private static String noMatch(Caller caller, Asked asked) {
        return "No rule matches: uid " + Integer.toUnsignedString(caller.uid()) + " asked for " + asked.inWords()
                + ". Ask the administrator for a rule that allows it.";
    }
}
