package org.xdpbroker.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.ParameterException;

/** The options by which every command reaches the broker. */
final class BrokerOption {

    private final Command command;
    private final Argument<Path> socket;
    private final Argument<Double> timeoutSeconds;

    BrokerOption(Command command) {
        this.command = command;
        socket = command.option(
                Path.class,
                "PATH",
                "Where the broker listens (default: $XDP_BROKER_SOCKET, else /run/xdp-broker/org.xdpbroker).",
                "--socket");
        timeoutSeconds = command.option(
                Double.class,
                "S",
                "How many seconds to wait for the broker's answer (default: 30; 320 where a person may be"
                        + " asked for a password; 5 for doctor).",
                "--timeout");
    }

    /**
     * Connects, and has a broker started where that is done by who needs it: see {@link XdpBroker#connect(Duration)}.
     *
     * @param asksPerson whether the answer may have to wait for a person
     */
    XdpBroker connect(boolean asksPerson) throws IOException {
        Duration timeout = timeout(asksPerson);
        Path given = socket.orNull();
        return given == null ? XdpBroker.connect(timeout) : XdpBroker.connect(given, timeout);
    }

    Path socket() {
        return socket.orElse(XdpBroker.defaultSocket());
    }

    /** Checks the value before anything is done. */
    Duration timeout(boolean asksPerson) {
        return timeout(asksPerson ? 320 : 30);
    }

    /**
     * @param otherwise how many seconds, if the option is not given
     * @throws ParameterException if the value is out of range
     */
    Duration timeout(double otherwise) {
        return command.timeout("--timeout", timeoutSeconds.orElse(otherwise));
    }
}
