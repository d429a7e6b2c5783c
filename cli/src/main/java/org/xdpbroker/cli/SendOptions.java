package org.xdpbroker.cli;

import java.io.IOException;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.RequestParameters;

/** How a command gets the one queue it sends on. */
final class SendOptions {

    private final Command command;
    private final Argument<Integer> queue;
    private final Argument<AttachMode> mode;
    private final BrokerOption broker;
    private final PasswordOption password;

    SendOptions(Command command) {
        this.command = command;
        queue = command.option(Integer.class, "N", "The queue to send on (default: 0).", "--queue");
        mode = command.optionOr(
                "auto",
                AttachMode.class,
                "MODE",
                "How to attach the XDP program: native, skb or auto (default: ${DEFAULT-VALUE}).",
                "--mode");
        broker = new BrokerOption(command);
        password = new PasswordOption(command);
    }

    /** Checks the values before anything is done. */
    LeaseRequest request(String interfaceName) {
        broker.timeout(password.mayAsk());
        int chosen = queue.orElse(0);
        if (chosen < 0 || chosen > RequestParameters.MAX_QUEUE) {
            throw command.usage("--queue is a queue number, 0 to " + RequestParameters.MAX_QUEUE + ", not " + chosen);
        }
        try {
            return LeaseRequest.of(interfaceName)
                    .withStartQueue(chosen)
                    .withAttachMode(mode.get())
                    .withInteractiveAuthentication(password.mayAsk());
        } catch (IllegalArgumentException e) {
            throw command.usage(String.valueOf(e.getMessage()));
        }
    }

    XdpBroker connect() throws IOException {
        return broker.connect(password.mayAsk());
    }

    /** A number of packets a second. */
    static double rate(Command command, String text) {
        double factor =
                switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
                    case 'k' -> 1e3;
                    case 'M' -> 1e6;
                    default -> 1;
                };
        try {
            double rate = factor * Double.parseDouble(factor == 1 ? text : text.substring(0, text.length() - 1));
            if (rate > 0 && rate < Double.POSITIVE_INFINITY) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw command.usage(
                "--rate is a number of packets a second above 0, such as 50000, 200k or 1.5M, not '" + text + "'");
    }
}
