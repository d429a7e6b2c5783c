package org.xdpbroker.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.pcap.PcapngWriter;
import org.xdpbroker.cli.traffic.Capture;
import org.xdpbroker.cli.traffic.Captured;
import org.xdpbroker.cli.traffic.Interruption;
import org.xdpbroker.cli.traffic.PacketLines;
import org.xdpbroker.cli.traffic.PacketSink;
import org.xdpbroker.cli.traffic.PcapngSink;
import org.xdpbroker.cli.traffic.ReceiveQueues;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code xdp-broker capture}. */
@Command(
        name = "capture",
        description = {
            "Captures what arrives on queues, to a pcapng file or as a line a packet.",
            "The packets are taken from the host: while this runs, what arrives on these queues comes here and does not"
                    + " reach the host. What the host sends is not seen."
        },
        footer = {
            "",
            "Examples:",
            "  xdp-broker capture eth0 1",
            "  xdp-broker capture eth0 4 -w all.pcapng",
            "  xdp-broker capture eth0 1 -w - | tcpdump -nr -"
        })
final class CaptureCommand implements Callable<Integer> {

    private static final String STANDARD_OUTPUT = "-";
    private static final int MOST_SNAPLEN = 262144;

    @Spec
    private CommandSpec spec;

    @Mixin
    private QueueParameters queues;

    @Option(
            names = {"-w", "--write"},
            paramLabel = "FILE",
            description = "Write a pcapng file; - is standard output.")
    private @Nullable String file;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "COUNT",
            description = "End after so many packets.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--snaplen",
            paramLabel = "N",
            description = "Keep the first N bytes of each packet (default: all).")
    private int snapLength = MOST_SNAPLEN;

    @Mixin
    private BufferOption buffer;

    @Option(
            names = "--progress",
            description = "Tell every second what has come, also if standard error is no terminal.")
    private boolean progress;

    @Option(names = "--json", description = "Print the lines, and the summary, as JSON.")
    private boolean json;

    @Mixin
    private BrokerOption option;

    @Mixin
    private PasswordOption password;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CaptureCommand() {}

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = queues.request().withInteractiveAuthentication(password.mayAsk());
        option.timeout(password.mayAsk());
        int mebibytes = buffer.mebibytes();
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "-c is how many packets, 1 or more, not " + count);
        }
        if (snapLength < 1 || snapLength > MOST_SNAPLEN) {
            throw new ParameterException(
                    spec.commandLine(), "--snaplen is 1 to " + MOST_SNAPLEN + " bytes, not " + snapLength);
        }
        PrintWriter summaries = json && !STANDARD_OUTPUT.equals(file)
                ? spec.commandLine().getOut()
                : spec.commandLine().getErr();
        TrafficPrinter printer = new TrafficPrinter(summaries, json);
        try (PacketSink sink = sink(request);
                XdpBroker broker = option.connect(password.mayAsk());
                ReceiveQueues opened = ReceiveQueues.open(broker, request, mebibytes);
                Interruption interruption = Interruption.watched()) {
            TrafficPrinter.began(spec, "capturing on " + opened.description());
            Capture capture = new Capture(opened, sink, snapLength);
            try {
                capture.run(count, interruption, this::tellProgress);
            } finally {
                printer.summary(capture.summary());
            }
        }
        return ExitCode.OK;
    }

    private void tellProgress(Captured soFar) {
        if (progress || (file != null && TrafficPrinter.personWatches())) {
            new TrafficPrinter(spec.commandLine().getErr(), json).soFar(soFar);
        }
    }

    /** Made before anything is asked of the broker, so that a file that cannot be written takes no packet from the host. */
    private PacketSink sink(LeaseRequest request) throws IOException {
        if (file == null) {
            OutputStreamWriter out =
                    new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8);
            return new PacketLines(new PrintWriter(new BufferedWriter(out)), json);
        }
        PcapngWriter writer = new PcapngWriter(
                open(file).getChannel(),
                new VersionProvider().getVersion()[0],
                request.interfaceName().value(),
                snapLength,
                request.queues() > 1);
        writer.flush(); // however soon it ends, it is a file without packets
        return new PcapngSink(writer);
    }

    private static FileOutputStream open(String file) throws IOException {
        if (file.equals(STANDARD_OUTPUT)) {
            return new FileOutputStream(FileDescriptor.out);
        }
        try {
            return new FileOutputStream(file);
        } catch (IOException e) {
            throw new IOException("cannot write " + e.getMessage(), e);
        }
    }
}
