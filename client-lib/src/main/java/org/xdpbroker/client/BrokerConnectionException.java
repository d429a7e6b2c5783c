package org.xdpbroker.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.SystemCallException;

/** The broker cannot be reached, or went away in the middle of a call. The connection is of no more use. */
public final class BrokerConnectionException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokerConnectionException(String message) {
        super(message);
    }

    BrokerConnectionException(String message, SystemCallException cause) {
        super(message, cause);
    }

    private BrokerConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The same failure, with what became of the attempt to mend it. */
    BrokerConnectionException and(String sentence) {
        return new BrokerConnectionException(getMessage() + " " + sentence, getCause());
    }

    /** The kernel's error; null if the broker closed the connection. */
    public @Nullable Errno errno() {
        return getCause() instanceof SystemCallException failure ? failure.errno() : null;
    }
}
