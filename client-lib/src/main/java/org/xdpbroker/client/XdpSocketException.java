package org.xdpbroker.client;

import java.io.IOException;
import org.xdpbroker.protocol.posix.Errno;

/** The kernel refused to make an AF_XDP socket ready. The message says what was tried, the errno and what to do next. */
public final class XdpSocketException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    XdpSocketException(String message, Errno errno) {
        super(message);
        this.errno = errno.number();
    }

    public Errno errno() {
        return new Errno(errno);
    }
}
