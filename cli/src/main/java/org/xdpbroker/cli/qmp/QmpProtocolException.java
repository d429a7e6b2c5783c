package org.xdpbroker.cli.qmp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What answers does not speak the QEMU Machine Protocol. */
public final class QmpProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    QmpProtocolException(String message, @Nullable IOException cause) {
        super(message, cause);
    }
}
