package org.xdpbroker.polkit;

import java.io.IOException;

/** A message from the bus is not as the D-Bus specification says. */
final class MalformedMessageException extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
