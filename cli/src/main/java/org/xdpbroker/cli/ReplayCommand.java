package org.xdpbroker.cli;

import java.io.IOException;
import org.xdpbroker.cli.traffic.Interruption;
import org.xdpbroker.cli.traffic.Replay;
import org.xdpbroker.cli.traffic.Schedule;
import org.xdpbroker.cli.traffic.SendQueue;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;

/** {@code xdp-broker replay}. */
final class ReplayCommand extends Command {

    private final Argument<String> file = parameter(String.class, "FILE", "The file; - is standard input.");
    private final Argument<String> interfaceName = parameter(String.class, "IFNAME", "The interface.");
    private final OneOf pacing = new OneOf();
    private final Argument<String> rate = pacing.option(
            String.class,
            "PPS",
            "Packets a second, such as 50000, 200k or 1.5M; recorded times do not count.",
            "--rate");
    private final Argument<Double> speed = pacing.option(Double.class, "X", "X times as fast as recorded.", "--speed");
    private final Argument<Boolean> flatOut = pacing.flag("As fast as can be.", "--flat-out");
    private final Argument<Long> passes =
            optionOr("1", Long.class, "N", "Send the file N times (default: ${DEFAULT-VALUE}).", "--loop");
    private final Argument<Boolean> multiBuffer = flag(
            "Send packets of more than 4096 bytes too, in several frames; without it they are passed over.",
            "--multi-buffer");
    private final Argument<Boolean> progress =
            flag("Tell every second what was sent, also if standard error is no terminal.", "--progress");
    private final Argument<Boolean> json = flag("Print the summary as JSON.", "--json");
    private final SendOptions options = new SendOptions(this);

    ReplayCommand() {
        super(
                "replay",
                "Sends the packets of a pcap or pcapng file, at the recorded times unless told otherwise.",
                "What arrives on the queue meanwhile is lost to the host.");
        add(pacing);
        footer(
                "",
                "Examples:",
                "  xdp-broker replay web.pcapng eth0",
                "  xdp-broker replay web.pcapng eth0 --rate 100k --loop 10");
    }

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = options.request(interfaceName.get()).withMultiBuffer(multiBuffer.isGiven());
        Schedule schedule = schedule();
        long times = passes.get();
        if (times < 1) {
            throw usage("--loop is how often, 1 or more, not " + times);
        }
        if (times > 1 && file.get().equals("-")) {
            throw usage("standard input can be sent once only: no --loop with -");
        }
        boolean tells = progress.isGiven() || TrafficPrinter.personWatches();
        TrafficPrinter progressPrinter = new TrafficPrinter(err(), json.isGiven());
        // the file first, so that one that is none takes no packet from the host
        try (ReplayFile source = ReplayFile.open(file.get());
                XdpBroker broker = options.connect();
                SendQueue queue = SendQueue.open(broker, request);
                Interruption interruption = Interruption.watched()) {
            TrafficPrinter.began(this, "sending", queue);
            Replay replay = new Replay(queue, schedule);
            try {
                replay.run(source, times, interruption, sent -> {
                    if (tells) {
                        progressPrinter.soFar(sent);
                    }
                });
            } finally {
                new TrafficPrinter(out(), json.isGiven()).summary(replay.summary());
            }
            TrafficPrinter.tellUnsent(this, replay.summary());
            if (replay.summary().unfit() > 0 && !multiBuffer.isGiven() && queue.takesLonger()) {
                TrafficPrinter.tell(
                        this, "packets of more than " + queue.mostBytes() + " bytes are sent with --multi-buffer");
            }
        }
        return ExitCode.OK;
    }

    private Schedule schedule() {
        if (rate.isGiven()) {
            return Schedule.rate(SendOptions.rate(this, rate.get()));
        }
        if (flatOut.isGiven()) {
            return Schedule.rate(Double.POSITIVE_INFINITY);
        }
        double factor = speed.orElse(1.0);
        if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
            throw usage("--speed is a number above 0, such as 2 or 0.5, not " + factor);
        }
        return Schedule.recorded(factor);
    }
}
