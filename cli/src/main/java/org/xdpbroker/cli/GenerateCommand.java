package org.xdpbroker.cli;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.traffic.Addresses;
import org.xdpbroker.cli.traffic.Generator;
import org.xdpbroker.cli.traffic.Interruption;
import org.xdpbroker.cli.traffic.SendQueue;
import org.xdpbroker.cli.traffic.TrafficPlan;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xdp-broker generate}. */
@Command(
        name = "generate",
        description = {
            "Sends UDP packets with a sequence number, a flow and a time in each, for xdp-broker sink.",
            "As fast as can be, unless told otherwise. What arrives on the queue meanwhile is lost to the host."
        },
        footer = {
            "",
            "Examples:",
            "  xdp-broker generate eth0 --to 52:54:00:12:34:56 --rate 100k --seconds 10",
            "  xdp-broker generate eth0 --to 52:54:00:12:34:56 --size 1514 --flows 16 --count 1000000"
        })
final class GenerateCommand implements Callable<Integer> {

    private static final int DISCARD_PORT = 9;
    private static final int MOST_PORT = 65535;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IFNAME", description = "The interface.")
    private String interfaceName;

    @Option(
            names = "--rate",
            paramLabel = "PPS",
            description = "Packets a second, such as 50000, 200k or 1.5M (default: as many as can be).")
    private @Nullable String rate;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "Bytes of a packet from the Ethernet header on, without checksum trailer (default: 60).")
    private int size = TrafficPlan.LEAST_BYTES;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "End after so many packets.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--seconds", paramLabel = "S", description = "End after so many seconds.")
    private @Nullable Double seconds;

    @Option(
            names = "--flows",
            paramLabel = "N",
            description = "How many flows take turns, each with a UDP source port of its own (default: 1).")
    private int flows = 1;

    @Option(
            names = "--to",
            paramLabel = "MAC",
            defaultValue = "02:00:00:00:00:02",
            description = "Whom to send to (default: ${DEFAULT-VALUE}, which no interface is likely to have).")
    private String to;

    @Option(names = "--from", paramLabel = "MAC", description = "The sender (default: the interface's).")
    private @Nullable String from;

    @Option(
            names = "--to-ip",
            paramLabel = "IP",
            defaultValue = "198.18.0.2",
            description = "IPv4 address to send to (default: ${DEFAULT-VALUE}).")
    private String toIp;

    @Option(
            names = "--from-ip",
            paramLabel = "IP",
            defaultValue = "198.18.0.1",
            description = "IPv4 address of the sender (default: ${DEFAULT-VALUE}).")
    private String fromIp;

    @Option(names = "--to-port", paramLabel = "PORT", description = "UDP port to send to (default: 9, discard).")
    private int toPort = DISCARD_PORT;

    @Option(names = "--json", description = "Print JSON, an object a line.")
    private boolean json;

    @Mixin
    private SendOptions options;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    GenerateCommand() {}

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = options.request(interfaceName);
        TrafficPlan plan = plan();
        TrafficPrinter printer = new TrafficPrinter(spec.commandLine().getOut(), json);
        try (XdpBroker broker = options.connect();
                SendQueue queue = SendQueue.open(broker, request);
                Interruption interruption = Interruption.watched()) {
            TrafficPrinter.began(spec, "sending on " + queue.description());
            Generator generator = new Generator(queue, plan);
            try {
                generator.run(interruption, printer::second);
            } finally {
                printer.summary(generator.summary());
            }
        }
        return ExitCode.OK;
    }

    private TrafficPlan plan() throws IOException {
        NetworkInterface network = SendOptions.network(interfaceName);
        int mostBytes = SendOptions.mostBytes(network);
        check(
                size >= TrafficPlan.LEAST_BYTES && size <= mostBytes,
                "--size is " + TrafficPlan.LEAST_BYTES + " to " + mostBytes + " bytes on this interface, not " + size);
        check(count >= 1, "--count is how many packets, 1 or more, not " + count);
        check(
                flows >= 1 && flows <= TrafficPlan.MOST_FLOWS,
                "--flows is 1 to " + TrafficPlan.MOST_FLOWS + ", not " + flows);
        check(toPort >= 0 && toPort <= MOST_PORT, "--to-port is 0 to " + MOST_PORT + ", not " + toPort);
        try {
            return new TrafficPlan(
                    from(network),
                    Addresses.mac(to),
                    Addresses.ipv4(fromIp),
                    Addresses.ipv4(toIp),
                    toPort,
                    size,
                    flows,
                    count,
                    SinkCommand.nanos(spec, seconds),
                    rate == null ? Double.POSITIVE_INFINITY : SendOptions.rate(spec, rate));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] from(@Nullable NetworkInterface network) throws IOException {
        byte[] own = from != null || network == null ? null : network.getHardwareAddress();
        return own != null ? own : Addresses.mac(from == null ? "02:00:00:00:00:01" : from);
    }

    private void check(boolean good, String problem) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), problem);
        }
    }
}
