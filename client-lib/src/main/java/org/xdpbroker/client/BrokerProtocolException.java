package org.xdpbroker.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What came back is no answer of a broker. Descriptors that came with it are closed; the connection is of no more use. */
public final class BrokerProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokerProtocolException(String message) {
        super(message);
    }

    BrokerProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
