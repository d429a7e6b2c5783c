package org.xdpbroker.cli.exec;

import java.io.IOException;

/** The command cannot be found or executed. */
public final class CommandFailedException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private final boolean missing;

    CommandFailedException(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    /** As shells have it: 127 if it was not found, 126 if it was found and cannot be executed. */
    public int exitCode() {
        return missing ? NOT_FOUND : NOT_EXECUTABLE;
    }

    boolean isMissing() {
        return missing;
    }
}
