package org.xdpbroker.cli.exec;

import java.io.IOException;

/** The command cannot be found or executed. */
public final class CommandFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean missing;

    CommandFailedException(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    /** Whether it was not found, rather than found and not executable. */
    public boolean isMissing() {
        return missing;
    }
}
