package org.xdpbroker.cli.doctor;

import java.util.Locale;

/** How much a finding matters. */
public enum Level {
    /** As it should be. */
    OK,
    /** Worth knowing; nothing fails by it, or nobody can know whether something will. */
    NOTE,
    /** Something will fail. */
    PROBLEM;

    /** The word in tables and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
