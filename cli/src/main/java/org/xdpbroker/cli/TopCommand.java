package org.xdpbroker.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.xdpbroker.cli.top.Top;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.posix.Libc;

/** {@code xdp-broker top}. */
final class TopCommand extends Command {

    private static final int ROOT = 0;
    private static final double LEAST_SECONDS = 0.1;
    /** The counters of the rings have 32 bits, which a fast link goes through in some minutes. */
    private static final double MOST_SECONDS = 60;

    private final BrokerOption option = new BrokerOption(this);
    private final Argument<Double> interval = optionOr(
            "1",
            Double.class,
            "S",
            "How many seconds from one look to the next, 0.1 to 60 (default: ${DEFAULT-VALUE}).",
            "--interval");
    private final Argument<Long> count =
            option(Long.class, "N", "End after N looks (default: go on until interrupted).", "--count");
    private final Argument<Boolean> all = flag(
            "Everybody's leases, for whoever may manage without being asked for a password; root sees them"
                    + " in any case.",
            "--all");
    private final Argument<Boolean> json = flag("Print JSON, one object a look.", "--json");

    TopCommand() {
        super(
                "top",
                "Shows what your leases carry: packets and bytes received, packets sent, drops, and how full the rings are.",
                "On a terminal one table that is written over, else one after the other. What is not known is -.");
        footer(
                "",
                "What is received is counted by the broker. The rest is read from the sockets of the process that holds the lease,",
                "which takes the same user or root.",
                "",
                "Examples:",
                "  xdp-broker top",
                "  xdp-broker top --count 1 --interval 10 --json");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        double seconds = interval.get();
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw usage("--interval is a number of seconds, 0.1 to 60, not " + seconds);
        }
        if (count.isGiven() && count.get() < 1) {
            throw usage("--count is a number of looks, 1 or more, not " + count.get());
        }
        Duration pause = Duration.ofNanos((long) (seconds * 1e9));
        try (XdpBroker broker = option.connect(false)) {
            Top.Source source = () -> leases(broker);
            Top top = json.isGiven()
                    ? Top.forPrograms(source, out(), err(), pause)
                    : Top.forPeople(source, out(), err(), pause);
            top.run(count.orElse(0L));
        }
        return ExitCode.OK;
    }

    private List<LeaseDescription> leases(XdpBroker broker) throws IOException {
        int uid = Libc.get().geteuid();
        return broker.leases().stream()
                .filter(lease -> all.isGiven() || uid == ROOT || uid == lease.uid())
                .toList();
    }
}
