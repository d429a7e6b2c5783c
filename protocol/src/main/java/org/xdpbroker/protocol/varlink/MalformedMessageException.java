package org.xdpbroker.protocol.varlink;

import java.io.IOException;

/** Bytes that are not a Varlink message within the limits. Whoever sent them loses the session. */
public final class MalformedMessageException extends IOException {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
