package org.xdpbroker.cli.qemu;

import java.io.IOException;

/** A netdev could not be added to a running QEMU, or not be taken out of it. The message says what is left where. */
public final class HotPlugException extends IOException {

    private static final long serialVersionUID = 1L;

    HotPlugException(String message) {
        super(message);
    }

    HotPlugException(String message, IOException cause) {
        super(message, cause);
    }
}
