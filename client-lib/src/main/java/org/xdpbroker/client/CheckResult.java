package org.xdpbroker.client;

import org.jspecify.annotations.Nullable;

/**
 * What policy says to a request.
 *
 * @param decision what would happen
 * @param rule the rule that says so; null if no rule matched, which is a denial
 * @param reason one sentence for a person
 */
public record CheckResult(Decision decision, @Nullable String rule, String reason) {

    /** What policy says. */
    public enum Decision {
        ALLOW,
        /** A person would be asked first. */
        ASK,
        DENY
    }
}
