package org.xdpbroker.broker.policy;

import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.AttachMode;

/**
 * What policy says to a request, and within which bounds.
 *
 * @param verdict the answer
 * @param rule the name of the rule that gave it; null if no rule matched, which is a denial
 * @param reason a sentence or two for the person who asked; a denial says what to do next
 * @param attachMode the mode to attach in: the one asked for, or for {@link AttachMode#AUTO} the only one the rule allows;
 *     means nothing in a denial
 * @param maxQueues how many queues the user may hold at once by this rule, counting those asked for; {@link #UNBOUNDED} if
 *     the rule does not say. It was met when the decision was made; whoever waits between decision and grant decides anew.
 * @param maxMemlock how many bytes the asking process may at most be allowed to lock; 0 leaves its limit as it is
 */
public record Decision(
        Verdict verdict, @Nullable String rule, String reason, AttachMode attachMode, int maxQueues, long maxMemlock) {

    /** No bound on how many queues a user holds at once. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    static Decision denied(@Nullable String rule, String reason, Asked asked) {
        return new Decision(Verdict.DENY, rule, reason, asked.attachMode(), UNBOUNDED, 0);
    }
}
