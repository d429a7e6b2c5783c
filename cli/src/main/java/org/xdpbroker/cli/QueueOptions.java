package org.xdpbroker.cli;

import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.message.RequestParameters;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How queues are asked for, beside which: the same options wherever a lease is asked for. */
final class QueueOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--start-queue", paramLabel = "N", description = "The first queue (default: 0).")
    private int startQueue;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = "How to attach the XDP program: native (in the driver), skb (with any driver), or auto, which"
                    + " takes native where it can (default: ${DEFAULT-VALUE}).")
    private AttachMode mode;

    @Option(
            names = "--multi-buffer",
            description =
                    "Have the XDP program take packets larger than a frame, for programs that bind with XDP_USE_SG.")
    private boolean multiBuffer;

    @Option(
            names = "--busy-poll",
            paramLabel = "MICROS",
            description =
                    "Have the sockets prefer busy polling, for as many microseconds a call, where the policy allows"
                            + " it.")
    private int busyPoll;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    QueueOptions() {}

    /** @throws ParameterException if a value is out of range; the message says which */
    LeaseRequest request(String interfaceName, int queues) {
        try {
            new InterfaceName(interfaceName);
        } catch (IllegalArgumentException e) {
            throw usage("IFNAME '" + interfaceName + "' " + e.getMessage());
        }
        if (queues < 1 || queues > RequestParameters.MAX_QUEUES) {
            throw usage("QUEUES is how many queues, 1 to " + RequestParameters.MAX_QUEUES + ", not " + queues);
        }
        if (startQueue < 0 || startQueue > RequestParameters.MAX_QUEUE) {
            throw usage("--start-queue is a queue number, 0 to " + RequestParameters.MAX_QUEUE + ", not " + startQueue);
        }
        if (busyPoll < 0 || busyPoll > RequestParameters.MAX_BUSY_POLL) {
            throw usage("--busy-poll is a number of microseconds, 1 to " + RequestParameters.MAX_BUSY_POLL + ", not "
                    + busyPoll);
        }
        return LeaseRequest.of(interfaceName)
                .withQueues(queues)
                .withStartQueue(startQueue)
                .withAttachMode(mode)
                .withMultiBuffer(multiBuffer)
                .withBusyPoll(busyPoll);
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
