package org.xdpbroker.cli;

import org.xdpbroker.client.LeaseRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What is asked for: the same words in request and check. */
final class QueueParameters {

    @Parameters(index = "0", paramLabel = "IFNAME", description = "The interface.")
    private String interfaceName;

    @Parameters(index = "1", paramLabel = "QUEUES", description = "How many queues, from 1 on.")
    private int queues;

    @Mixin
    private QueueOptions options;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    QueueParameters() {}

    /** @throws ParameterException if a value is out of range; the message says which */
    LeaseRequest request() {
        return options.request(interfaceName, queues);
    }
}
