package org.xdpbroker.cli.qmp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** QEMU cannot be reached, or closed the connection. */
public final class QmpConnectionException extends IOException {

    private static final long serialVersionUID = 1L;

    QmpConnectionException(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
