package org.xdpbroker.cli.qmp;

import java.io.IOException;

/** QEMU answered a command with an error. The connection goes on. */
public final class QmpRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private static final String NOT_FOUND = "DeviceNotFound";

    private final String command;
    private final String errorClass;
    private final String description;

    QmpRefusedException(String command, String errorClass, String description) {
        super("QEMU refused " + command + ": " + errorClass + ": " + description);
        this.command = command;
        this.errorClass = errorClass;
        this.description = description;
    }

    /** The command, such as {@code netdev_add}. */
    public String command() {
        return command;
    }

    /** QEMU's words, for people; they may change from version to version. */
    public String description() {
        return description;
    }

    /** Whether there is no such device or netdev; QEMU tells this apart from all else. */
    public boolean isNotFound() {
        return errorClass.equals(NOT_FOUND);
    }
}
