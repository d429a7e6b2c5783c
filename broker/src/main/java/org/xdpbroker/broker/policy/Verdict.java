package org.xdpbroker.broker.policy;

import java.util.Locale;

/** What a rule says to those it matches. */
public enum Verdict {
    /** Grant it. */
    ALLOW,
    /** Grant it if polkit says yes. */
    ASK,
    /** Refuse it. */
    DENY;

    /** The word in policy files and on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
