package org.xdpbroker.cli;

/** The exit codes of xdp-broker itself, as xdp-broker(1) lists them; a command that cannot be run has its own. */
final class ExitCode {

    static final int OK = 0;
    /** The broker said no; {@code doctor} has found a problem. */
    static final int REFUSED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** The broker cannot be reached, or something failed. */
    static final int FAILURE = 3;
    /** The broker ended the lease. */
    static final int LEASE_ENDED = 4;

    private ExitCode() {}
}
