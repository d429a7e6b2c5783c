package org.xdpbroker.cli;

import org.xdpbroker.client.LeaseRequest;
import picocli.CommandLine.ParameterException;

/** What is asked for: the same words in request and check. */
final class QueueParameters {

    private final Argument<String> interfaceName;
    private final Argument<Integer> queues;
    private final QueueOptions options;

    QueueParameters(Command command) {
        interfaceName = command.parameter(String.class, "IFNAME", "The interface.");
        queues = command.parameter(Integer.class, "QUEUES", "How many queues, from 1 on.");
        options = new QueueOptions(command);
    }

    /** @throws ParameterException if a value is out of range; the message says which */
    LeaseRequest request() {
        return options.request(interfaceName.get(), queues.get());
    }
}
