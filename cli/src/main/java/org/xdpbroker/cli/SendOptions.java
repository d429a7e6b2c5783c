package org.xdpbroker.cli;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.traffic.SendQueue;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.RequestParameters;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command gets the one queue it sends on. */
final class SendOptions {

    /** Beyond the MTU: the Ethernet header and a VLAN tag. */
    private static final int LINK_HEADER_BYTES = 18;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--queue", paramLabel = "N", description = "The queue to send on (default: 0).")
    private int queue;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = "How to attach the XDP program: native, skb or auto (default: ${DEFAULT-VALUE}).")
    private AttachMode mode;

    @Mixin
    private BrokerOption broker;

    @Mixin
    private PasswordOption password;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SendOptions() {}

    /** Checks the values before anything is done. */
    LeaseRequest request(String interfaceName) {
        broker.timeout(password.mayAsk());
        if (queue < 0 || queue > RequestParameters.MAX_QUEUE) {
            throw usage("--queue is a queue number, 0 to " + RequestParameters.MAX_QUEUE + ", not " + queue);
        }
        try {
            return LeaseRequest.of(interfaceName)
                    .withStartQueue(queue)
                    .withAttachMode(mode)
                    .withInteractiveAuthentication(password.mayAsk());
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    XdpBroker connect() throws IOException {
        return broker.connect(password.mayAsk());
    }

    /** The longest packet the interface sends, as far as is known here: in another namespace it is not. */
    static int mostBytes(@Nullable NetworkInterface network) throws SocketException {
        return network == null
                ? SendQueue.mostBytes()
                : Math.min(SendQueue.mostBytes(), network.getMTU() + LINK_HEADER_BYTES);
    }

    /** The interface, if it is in this network namespace. */
    static @Nullable NetworkInterface network(String interfaceName) throws SocketException {
        return NetworkInterface.getByName(interfaceName);
    }

    /** A number of packets a second. */
    static double rate(CommandSpec spec, String text) {
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
        throw new ParameterException(
                spec.commandLine(),
                "--rate is a number of packets a second above 0, such as 50000, 200k or 1.5M, not '" + text + "'");
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
