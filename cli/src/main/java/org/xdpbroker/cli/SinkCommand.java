package org.xdpbroker.cli;

import java.io.IOException;
import org.xdpbroker.cli.traffic.Interruption;
import org.xdpbroker.cli.traffic.ReceiveQueues;
import org.xdpbroker.cli.traffic.Sink;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;

/** {@code xdp-broker sink}. */
final class SinkCommand extends Command {

    private static final double NANOS_A_SECOND = 1e9;
    private static final double MOST_SECONDS = 1e9;

    private final Argument<String> interfaceName = parameter(String.class, "IFNAME", "The interface.");
    private final Argument<Integer> queues =
            optionalParameter(Integer.class, "QUEUES", "How many queues, from 1 on (default: 1).");
    private final QueueOptions options = QueueOptions.ofReceiver(this);
    private final Argument<Long> count =
            option(Long.class, "N", "End after so many packets of generate's.", "-c", "--count");
    private final Argument<Double> seconds = option(Double.class, "S", "End after so many seconds.", "--seconds");
    private final BufferOption buffer = new BufferOption(this);
    private final Argument<Boolean> json = flag("Print JSON, an object a line.", "--json");
    private final BrokerOption option = new BrokerOption(this);
    private final PasswordOption password = new PasswordOption(this);

    SinkCommand() {
        super(
                "sink",
                "Receives what xdp-broker generate sends, and tells what was lost, reordered and duplicated, and how long it was"
                        + " on its way.",
                "The packets are taken from the host: what arrives on these queues comes here. Latency is known where both run"
                        + " on one machine, as other machines have another clock.");
        footer("", "Examples:", "  xdp-broker sink eth1", "  xdp-broker sink eth1 4 --seconds 10 --json");
    }

    @Override
    public Integer call() throws IOException {
        LeaseRequest request =
                options.request(interfaceName.get(), queues.orElse(1)).withInteractiveAuthentication(password.mayAsk());
        option.timeout(password.mayAsk());
        int mebibytes = buffer.mebibytes();
        long nanos = nanos(this, seconds);
        long most = packets(this, count);
        TrafficPrinter printer = new TrafficPrinter(out(), json.isGiven());
        try (XdpBroker broker = option.connect(password.mayAsk());
                ReceiveQueues opened = ReceiveQueues.open(broker, request, mebibytes);
                Interruption interruption = Interruption.watched()) {
            TrafficPrinter.began(this, "receiving", opened);
            Sink sink = new Sink(opened);
            try {
                sink.run(most, nanos, interruption, printer::second);
            } finally {
                printer.summary(sink.summary());
            }
        }
        return ExitCode.OK;
    }

    /** Of {@code --count}; without it without end. */
    static long packets(Command command, Argument<Long> option) {
        long count = option.orElse(Long.MAX_VALUE);
        if (count < 1) {
            throw command.usage("--count is how many packets, 1 or more, not " + count);
        }
        return count;
    }

    /** Of {@code --seconds}; without it without end. */
    static long nanos(Command command, Argument<Double> option) {
        Double seconds = option.orNull();
        if (seconds == null) {
            return Long.MAX_VALUE;
        }
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw command.usage("--seconds is a number above 0, such as 10 or 0.5, not " + seconds);
        }
        return (long) (seconds * NANOS_A_SECOND);
    }
}
