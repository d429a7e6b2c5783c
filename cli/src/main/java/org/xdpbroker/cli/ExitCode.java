package org.xdpbroker.cli;

/** The exit codes of xdp-broker, as xdp-broker(1) lists them. */
final class ExitCode {

    static final int OK = 0;
    /** The broker said no. */
    static final int REFUSED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** The broker cannot be reached, or something failed. */
    static final int FAILURE = 3;
    /** The broker ended the lease. */
    static final int LEASE_ENDED = 4;
    /** The command was found and cannot be executed; as shells have it. */
    static final int NOT_EXECUTABLE = 126;
    /** The command was not found; as shells have it. */
    static final int NOT_FOUND = 127;

    private ExitCode() {}
}
