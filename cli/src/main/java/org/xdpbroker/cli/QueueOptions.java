package org.xdpbroker.cli;

import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.message.RequestParameters;
import picocli.CommandLine.ParameterException;

/** How queues are asked for, beside which: the same options wherever a lease is asked for. */
final class QueueOptions {

    private final Command command;
    private final Argument<Integer> startQueue;
    private final Argument<AttachMode> mode;
    private final Argument<Boolean> multiBuffer;
    private final Argument<Integer> busyPoll;

    /** Of a command whose sockets are for another program. */
    QueueOptions(Command command) {
        this(command, "Have the XDP program take packets larger than a frame, for programs that bind with XDP_USE_SG.");
    }

    /** Of a command that receives packets itself. */
    static QueueOptions ofReceiver(Command command) {
        return new QueueOptions(
                command, "Take packets of more than 1792 bytes too, in several frames; without it they are dropped.");
    }

    private QueueOptions(Command command, String multiBufferText) {
        this.command = command;
        startQueue = command.option(Integer.class, "N", "The first queue (default: 0).", "--start-queue");
        mode = command.optionOr(
                "auto",
                AttachMode.class,
                "MODE",
                "How to attach the XDP program: native (in the driver), skb (with any driver), or auto, which"
                        + " takes native where it can (default: ${DEFAULT-VALUE}).",
                "--mode");
        multiBuffer = command.flag(multiBufferText, "--multi-buffer");
        busyPoll = command.option(
                Integer.class,
                "MICROS",
                "Have the sockets prefer busy polling, for as many microseconds a call, where the policy allows it.",
                "--busy-poll");
    }

    /** @throws ParameterException if a value is out of range; the message says which */
    LeaseRequest request(String interfaceName, int queues) {
        try {
            new InterfaceName(interfaceName);
        } catch (IllegalArgumentException e) {
            throw command.usage("IFNAME '" + interfaceName + "' " + e.getMessage());
        }
        if (queues < 1 || queues > RequestParameters.MAX_QUEUES) {
            throw command.usage("QUEUES is how many queues, 1 to " + RequestParameters.MAX_QUEUES + ", not " + queues);
        }
        return LeaseRequest.of(interfaceName)
                .withQueues(queues)
                .withStartQueue(inRange(startQueue, "--start-queue is a queue number", 0, RequestParameters.MAX_QUEUE))
                .withAttachMode(mode.get())
                .withMultiBuffer(multiBuffer.isGiven())
                .withBusyPoll(inRange(
                        busyPoll, "--busy-poll is a number of microseconds", 0, RequestParameters.MAX_BUSY_POLL));
    }

    /** 0 if it is not given. */
    private int inRange(Argument<Integer> argument, String what, int least, int most) {
        Integer given = argument.orNull();
        if (given == null) {
            return 0;
        }
        if (given < least || given > most) {
            throw command.usage(what + ", " + least + " to " + most + ", not " + given);
        }
        return given;
    }
}
