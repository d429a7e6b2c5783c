package org.xdpbroker.cli;

import org.xdpbroker.cli.traffic.ReceiveQueues;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How much packet memory a command receives into. */
final class BufferOption {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--buffer",
            paramLabel = "MIB",
            description =
                    "Packet memory for all queues together, in MiB (default: 4). It counts against the user's limit"
                            + " of locked memory; more of it bridges longer bursts.")
    private int mebibytes = ReceiveQueues.DEFAULT_MEBIBYTES;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    BufferOption() {}

    int mebibytes() {
        if (mebibytes < 1 || mebibytes > ReceiveQueues.MOST_MEBIBYTES) {
            throw new ParameterException(
                    spec.commandLine(), "--buffer is 1 to " + ReceiveQueues.MOST_MEBIBYTES + " MiB, not " + mebibytes);
        }
        return mebibytes;
    }
}
