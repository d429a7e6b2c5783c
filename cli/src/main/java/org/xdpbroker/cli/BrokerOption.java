package org.xdpbroker.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options by which every command reaches the broker. */
final class BrokerOption {

    private static final double MOST_SECONDS = 3600;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Where the broker listens (default: $XDP_BROKER_SOCKET, else /run/xdp-broker/org.xdpbroker).")
    private @Nullable Path socket;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            description = "How many seconds to wait for the broker's answer (default: 30; 320 where a person may be"
                    + " asked for a password; 5 for doctor).")
    private @Nullable Double timeoutSeconds;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    BrokerOption() {}

    /**
     * Connects, and has a broker started where that is done by who needs it: see {@link XdpBroker#connect(Duration)}.
     *
     * @param asksPerson whether the answer may have to wait for a person
     */
    XdpBroker connect(boolean asksPerson) throws IOException {
        Duration timeout = timeout(asksPerson);
        return socket == null ? XdpBroker.connect(timeout) : XdpBroker.connect(socket, timeout);
    }

    Path socket() {
        return socket == null ? XdpBroker.defaultSocket() : socket;
    }

    /** Checks the value before anything is done. */
    Duration timeout(boolean asksPerson) {
        return timeout(asksPerson ? 320 : 30);
    }

    /** @param otherwise how many seconds, if the option is not given */
    Duration timeout(double otherwise) {
        double seconds = timeoutSeconds == null ? otherwise : timeoutSeconds;
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout is a number of seconds above 0 and up to 3600, not " + seconds);
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
