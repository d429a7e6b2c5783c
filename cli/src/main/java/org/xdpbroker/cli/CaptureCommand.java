package org.xdpbroker.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.xdpbroker.cli.traffic.Capture;
import org.xdpbroker.cli.traffic.Captured;
import org.xdpbroker.cli.traffic.Interruption;
import org.xdpbroker.cli.traffic.PacketLines;
import org.xdpbroker.cli.traffic.PacketSink;
import org.xdpbroker.cli.traffic.ReceiveQueues;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;

/** {@code xdp-broker capture}. */
final class CaptureCommand extends Command {

    private static final int MOST_SNAPLEN = 262144;

    private final QueueParameters queues = QueueParameters.ofReceiver(this);
    private final Argument<String> file =
            option(String.class, "FILE", "Write a pcapng file; - is standard output.", "-w", "--write");
    private final Argument<Long> count = option(Long.class, "COUNT", "End after so many packets.", "-c", "--count");
    private final Argument<Integer> snapLength =
            option(Integer.class, "N", "Keep the first N bytes of each packet (default: all).", "--snaplen");
    private final BufferOption buffer = new BufferOption(this);
    private final Argument<Boolean> progress =
            flag("Tell every second what has come, also if standard error is no terminal.", "--progress");
    private final Argument<Boolean> json = flag("Print the lines, and the summary, as JSON.", "--json");
    private final BrokerOption option = new BrokerOption(this);
    private final PasswordOption password = new PasswordOption(this);

    CaptureCommand() {
        super(
                "capture",
                "Captures what arrives on queues, to a pcapng file or as a line a packet.",
                "The packets are taken from the host: while this runs, what arrives on these queues comes here and does not"
                        + " reach the host. What the host sends is not seen.");
        footer(
                "",
                "Examples:",
                "  xdp-broker capture eth0 1",
                "  xdp-broker capture eth0 4 -w all.pcapng",
                "  xdp-broker capture eth0 1 -w - | tcpdump -nr -");
    }

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = queues.request().withInteractiveAuthentication(password.mayAsk());
        option.timeout(password.mayAsk());
        int mebibytes = buffer.mebibytes();
        long most = SinkCommand.packets(this, count);
        int kept = snapLength.orElse(MOST_SNAPLEN);
        if (kept < 1 || kept > MOST_SNAPLEN) {
            throw usage("--snaplen is 1 to " + MOST_SNAPLEN + " bytes, not " + kept);
        }
        PrintWriter summaries = json.isGiven() && !CaptureFile.STANDARD_OUTPUT.equals(file.orNull()) ? out() : err();
        TrafficPrinter printer = new TrafficPrinter(summaries, json.isGiven());
        try (CaptureFile target = file.isGiven() ? CaptureFile.open(file.get(), request, kept) : null;
                XdpBroker broker = option.connect(password.mayAsk());
                ReceiveQueues opened = ReceiveQueues.open(broker, request, mebibytes);
                PacketSink sink = target == null ? lines() : target.begin();
                Interruption interruption = Interruption.watched()) {
            TrafficPrinter.began(this, "capturing", opened);
            Capture capture = new Capture(opened, sink, kept);
            try {
                capture.run(most, interruption, this::tellProgress);
            } finally {
                printer.summary(capture.summary());
            }
        }
        return ExitCode.OK;
    }

    private void tellProgress(Captured soFar) {
        if (progress.isGiven() || (file.isGiven() && TrafficPrinter.personWatches())) {
            new TrafficPrinter(err(), json.isGiven()).soFar(soFar);
        }
    }

    private PacketSink lines() {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        return new PacketLines(new OutputStreamWriter(out, StandardCharsets.UTF_8), json.isGiven());
    }
}
