package org.xdpbroker.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.xdpbroker.cli.exec.CommandFailedException;
import org.xdpbroker.client.LeaseEndedException;
import org.xdpbroker.client.XdpBrokerException;
import picocli.CommandLine;

/** What a failed command tells, and with which code it exits. A class, as a lambda would be made anew at each start. */
final class Failures implements CommandLine.IExecutionExceptionHandler {

    private final XdpBrokerMain program;

    Failures(XdpBrokerMain program) {
        this.program = program;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        return tell(failure, command, program.isVerbose());
    }

    /** One line for a person; with --verbose the stack as well. Anything but an IOException is a fault and tells its stack. */
    private static int tell(Exception failure, CommandLine command, boolean verbose) {
        PrintWriter err = command.getErr();
        err.println("xdp-broker: " + text(failure));
        if (verbose || !(failure instanceof IOException)) {
            failure.printStackTrace(err);
        }
        if (failure instanceof XdpBrokerException) {
            return ExitCode.REFUSED;
        }
        if (failure instanceof LeaseEndedException) {
            return ExitCode.LEASE_ENDED;
        }
        if (failure instanceof CommandFailedException commandFailed) {
            return commandFailed.exitCode();
        }
        return ExitCode.FAILURE;
    }

    private static String text(Exception failure) {
        if (failure instanceof XdpBrokerException refused) {
            String name = refused.errorName();
            return refused.getMessage() + " (" + name.substring(name.lastIndexOf('.') + 1) + ")";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
