package org.xdpbroker.protocol.posix;

import java.io.IOException;

/** A system call failed: which one, on what, with which errno. */
public final class SystemCallException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String operation;
    private final int errno;

    /**
     * @param operation the call and its telling arguments, such as {@code bind(/run/x.sock)}
     * @param errno the error of exactly that call
     */
    public SystemCallException(String operation, Errno errno) {
        super(operation + " failed: " + errno);
        this.operation = operation;
        this.errno = errno.number();
    }

    /** The call that just failed on this thread. */
    public static SystemCallException last(String operation) {
        return new SystemCallException(operation, Errno.last());
    }

    public String operation() {
        return operation;
    }

    public Errno errno() {
        return new Errno(errno);
    }
}
