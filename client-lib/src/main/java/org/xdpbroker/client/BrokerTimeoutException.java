package org.xdpbroker.client;

import java.io.IOException;

/** The broker did not answer in time. Whether it did what was asked is unknown; the connection is of no more use. */
public final class BrokerTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokerTimeoutException(String message) {
        super(message);
    }
}
