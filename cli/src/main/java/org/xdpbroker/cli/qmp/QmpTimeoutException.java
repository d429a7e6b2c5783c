package org.xdpbroker.cli.qmp;

import java.io.IOException;

/** QEMU did not answer in time. Whether it did, or will do, what it was told is unknown. */
public final class QmpTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    QmpTimeoutException(String message) {
        super(message);
    }
}
