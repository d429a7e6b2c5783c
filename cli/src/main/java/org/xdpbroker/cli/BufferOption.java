package org.xdpbroker.cli;

import org.xdpbroker.cli.traffic.ReceiveQueues;
import picocli.CommandLine.ParameterException;

/** How much packet memory a command receives into. */
final class BufferOption {

    private final Command command;
    private final Argument<Integer> mebibytes;

    BufferOption(Command command) {
        this.command = command;
        mebibytes = command.option(
                Integer.class,
                "MIB",
                "Packet memory for all queues together, in MiB (default: 4). It counts against the user's limit"
                        + " of locked memory; more of it bridges longer bursts.",
                "--buffer");
    }

    /** @throws ParameterException if the value is out of range */
    int mebibytes() {
        int chosen = mebibytes.orElse(ReceiveQueues.DEFAULT_MEBIBYTES);
        if (chosen < 1 || chosen > ReceiveQueues.MOST_MEBIBYTES) {
            throw command.usage("--buffer is 1 to " + ReceiveQueues.MOST_MEBIBYTES + " MiB, not " + chosen);
        }
        return chosen;
    }
}
