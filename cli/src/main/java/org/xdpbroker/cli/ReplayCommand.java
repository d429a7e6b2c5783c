package org.xdpbroker.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.pcap.PacketFile;
import org.xdpbroker.cli.traffic.Interruption;
import org.xdpbroker.cli.traffic.Replay;
import org.xdpbroker.cli.traffic.Schedule;
import org.xdpbroker.cli.traffic.SendQueue;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xdp-broker replay}. */
@Command(
        name = "replay",
        description = {
            "Sends the packets of a pcap or pcapng file, at the recorded times unless told otherwise.",
            "What arrives on the queue meanwhile is lost to the host."
        },
        footer = {
            "",
            "Examples:",
            "  xdp-broker replay web.pcapng eth0",
            "  xdp-broker replay web.pcapng eth0 --rate 100k --loop 10"
        })
final class ReplayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file; - is standard input.")
    private String file;

    @Parameters(index = "1", paramLabel = "IFNAME", description = "The interface.")
    private String interfaceName;

    @ArgGroup
    private @Nullable Pacing pacing;

    @Option(
            names = "--loop",
            paramLabel = "N",
            defaultValue = "1",
            description = "Send the file N times (default: ${DEFAULT-VALUE}).")
    private long passes;

    @Option(
            names = "--progress",
            description = "Tell every second what was sent, also if standard error is no terminal.")
    private boolean progress;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Mixin
    private SendOptions options;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ReplayCommand() {}

    /** One of three. */
    static final class Pacing {

        @Option(
                names = "--rate",
                paramLabel = "PPS",
                description = "Packets a second, such as 50000, 200k or 1.5M; recorded times do not count.")
        private @Nullable String rate;

        @Option(names = "--speed", paramLabel = "X", description = "X times as fast as recorded.")
        private @Nullable Double speed;

        @Option(names = "--flat-out", description = "As fast as can be.")
        private boolean flatOut;
    }

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = options.request(interfaceName);
        Schedule schedule = schedule();
        if (passes < 1) {
            throw new ParameterException(spec.commandLine(), "--loop is how often, 1 or more, not " + passes);
        }
        if (passes > 1 && file.equals("-")) {
            throw new ParameterException(spec.commandLine(), "standard input can be sent once only: no --loop with -");
        }
        boolean tells = progress || TrafficPrinter.personWatches();
        TrafficPrinter progressPrinter = new TrafficPrinter(spec.commandLine().getErr(), json);
        // the file first, so that one that is none takes no packet from the host
        try (PacketFile first = PacketFile.open(file);
                XdpBroker broker = options.connect();
                SendQueue queue = SendQueue.open(broker, request);
                Interruption interruption = Interruption.watched()) {
            TrafficPrinter.began(spec, "sending on " + queue.description());
            Replay replay = new Replay(queue, schedule, SendOptions.mostBytes(SendOptions.network(interfaceName)));
            try {
                replay.run(files(first), passes, interruption, sent -> {
                    if (tells) {
                        progressPrinter.soFar(sent);
                    }
                });
            } finally {
                new TrafficPrinter(spec.commandLine().getOut(), json).summary(replay.summary());
            }
        }
        return ExitCode.OK;
    }

    /** The file that is open already, and then anew. */
    private Replay.Source files(PacketFile first) {
        return new Replay.Source() {
            private @Nullable PacketFile open = first;

            @Override
            public PacketFile open() throws IOException {
                PacketFile next = open == null ? PacketFile.open(file) : open;
                open = null;
                return next;
            }
        };
    }

    private Schedule schedule() {
        if (pacing == null) {
            return Schedule.recorded(1);
        }
        if (pacing.rate != null) {
            return Schedule.rate(SendOptions.rate(spec, pacing.rate));
        }
        if (pacing.speed != null) {
            if (!(pacing.speed > 0 && pacing.speed < Double.POSITIVE_INFINITY)) {
                throw new ParameterException(
                        spec.commandLine(), "--speed is a number above 0, such as 2 or 0.5, not " + pacing.speed);
            }
            return Schedule.recorded(pacing.speed);
        }
        return pacing.flatOut ? Schedule.rate(Double.POSITIVE_INFINITY) : Schedule.recorded(1);
    }
}
