package org.xdpbroker.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.traffic.Interruption;
import org.xdpbroker.cli.traffic.ReceiveQueues;
import org.xdpbroker.cli.traffic.Sink;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xdp-broker sink}. */
@Command(
        name = "sink",
        description = {
            "Receives what xdp-broker generate sends, and tells what was lost, reordered and duplicated, and how long it was"
                    + " on its way.",
            "The packets are taken from the host: what arrives on these queues comes here. Latency is known where both run"
                    + " on one machine, as other machines have another clock."
        },
        footer = {"", "Examples:", "  xdp-broker sink eth1", "  xdp-broker sink eth1 4 --seconds 10 --json"})
final class SinkCommand implements Callable<Integer> {

    private static final double NANOS_A_SECOND = 1e9;
    private static final double MOST_SECONDS = 1e9;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IFNAME", description = "The interface.")
    private String interfaceName;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "QUEUES",
            description = "How many queues, from 1 on (default: 1).")
    private int queues = 1;

    @Mixin
    private QueueOptions options;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "End after so many packets of generate's.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--seconds", paramLabel = "S", description = "End after so many seconds.")
    private @Nullable Double seconds;

    @Mixin
    private BufferOption buffer;

    @Option(names = "--json", description = "Print JSON, an object a line.")
    private boolean json;

    @Mixin
    private BrokerOption option;

    @Mixin
    private PasswordOption password;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SinkCommand() {}

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = options.request(interfaceName, queues).withInteractiveAuthentication(password.mayAsk());
        option.timeout(password.mayAsk());
        int mebibytes = buffer.mebibytes();
        long nanos = nanos(spec, seconds);
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count is how many packets, 1 or more, not " + count);
        }
        TrafficPrinter printer = new TrafficPrinter(spec.commandLine().getOut(), json);
        try (XdpBroker broker = option.connect(password.mayAsk());
                ReceiveQueues opened = ReceiveQueues.open(broker, request, mebibytes);
                Interruption interruption = Interruption.watched()) {
            TrafficPrinter.began(spec, "receiving on " + opened.description());
            Sink sink = new Sink(opened);
            try {
                sink.run(count, nanos, interruption, printer::second);
            } finally {
                printer.summary(sink.summary());
            }
        }
        return ExitCode.OK;
    }

    /** Of {@code --seconds}; without it without end. */
    static long nanos(CommandSpec spec, @Nullable Double seconds) {
        if (seconds == null) {
            return Long.MAX_VALUE;
        }
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds is a number above 0, such as 10 or 0.5, not " + seconds);
        }
        return (long) (seconds * NANOS_A_SECOND);
    }
}
