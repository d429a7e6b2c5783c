package org.xdpbroker.cli;

import org.xdpbroker.client.LeaseRequest;
import picocli.CommandLine.ParameterException;

/** What is asked for: the same words in request, check and capture. */
final class QueueParameters {

    private final Argument<String> interfaceName;
    private final Argument<Integer> queues;
    private final QueueOptions options;

    /** Of a command whose sockets are for another program. */
    QueueParameters(Command command) {
        this(command, new QueueOptions(command));
    }

    /** Of a command that receives packets itself. */
    static QueueParameters ofReceiver(Command command) {
        return new QueueParameters(command, QueueOptions.ofReceiver(command));
    }

    private QueueParameters(Command command, QueueOptions options) {
        this.options = options;
        interfaceName = command.parameter(String.class, "IFNAME", "The interface.");
        queues = command.parameter(Integer.class, "QUEUES", "How many queues, from 1 on.");
    }

    /** @throws ParameterException if a value is out of range; the message says which */
    LeaseRequest request() {
        return options.request(interfaceName.get(), queues.get());
    }
}
