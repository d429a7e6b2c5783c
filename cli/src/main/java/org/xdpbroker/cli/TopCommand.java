package org.xdpbroker.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.xdpbroker.cli.top.Top;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.posix.Libc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code xdp-broker top}. */
@Command(
        name = "top",
        description = {
            "Shows what your leases carry: packets and bytes received, packets sent, drops, and how full the rings are.",
            "On a terminal one table that is written over, else one after the other. What is not known is -."
        },
        footer = {
            "",
            "What is received is counted by the broker. The rest is read from the sockets of the process that holds the lease,",
            "which takes the same user or root.",
            "",
            "Examples:",
            "  xdp-broker top",
            "  xdp-broker top --count 1 --interval 10 --json"
        })
final class TopCommand implements Callable<Integer> {

    private static final int ROOT = 0;
    private static final double LEAST_SECONDS = 0.1;
    /** The counters of the rings have 32 bits, which a fast link goes through in some minutes. */
    private static final double MOST_SECONDS = 60;

    @Spec
    private CommandSpec spec;

    @Mixin
    private BrokerOption option;

    @Option(
            names = "--interval",
            paramLabel = "S",
            defaultValue = "1",
            description = "How many seconds from one look to the next, 0.1 to 60 (default: ${DEFAULT-VALUE}).")
    private double intervalSeconds;

    @Option(names = "--count", paramLabel = "N", description = "End after N looks (default: go on until interrupted).")
    private long count;

    @Option(
            names = "--all",
            description =
                    "Everybody's leases, for whoever may manage without being asked for a password; root sees them"
                            + " in any case.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON, one object a look.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TopCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(intervalSeconds >= LEAST_SECONDS && intervalSeconds <= MOST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--interval is a number of seconds, 0.1 to 60, not " + intervalSeconds);
        }
        boolean isLimited = spec.commandLine().getParseResult().hasMatchedOption("--count");
        if (isLimited && count < 1) {
            throw new ParameterException(spec.commandLine(), "--count is a number of looks, 1 or more, not " + count);
        }
        Duration interval = Duration.ofNanos((long) (intervalSeconds * 1e9));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (XdpBroker broker = option.connect(false)) {
            Top.Source source = () -> leases(broker);
            Top top = json ? Top.forPrograms(source, out, err, interval) : Top.forPeople(source, out, err, interval);
            top.run(count);
        }
        return ExitCode.OK;
    }

    private List<LeaseDescription> leases(XdpBroker broker) throws IOException {
        int uid = Libc.get().geteuid();
        return broker.leases().stream()
                .filter(lease -> all || uid == ROOT || uid == lease.uid())
                .toList();
    }
}
