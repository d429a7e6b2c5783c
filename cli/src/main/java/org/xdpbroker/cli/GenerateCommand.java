package org.xdpbroker.cli;

import java.io.IOException;
import org.xdpbroker.cli.traffic.Addresses;
import org.xdpbroker.cli.traffic.Generator;
import org.xdpbroker.cli.traffic.Interruption;
import org.xdpbroker.cli.traffic.LocalNetwork;
import org.xdpbroker.cli.traffic.SendQueue;
import org.xdpbroker.cli.traffic.TrafficPlan;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;

/** {@code xdp-broker generate}. */
final class GenerateCommand extends Command {

    private static final int DISCARD_PORT = 9;
    private static final int MOST_PORT = 65535;

    /** The sender, where the interface's own address is not known. */
    private static final String SOMEBODY = "02:00:00:00:00:01";

    private final Argument<String> interfaceName = parameter(String.class, "IFNAME", "The interface.");
    private final Argument<String> rate = option(
            String.class,
            "PPS",
            "Packets a second, such as 50000, 200k or 1.5M (default: as many as can be).",
            "--rate");
    private final Argument<Integer> size = option(
            Integer.class,
            "BYTES",
            "Bytes of a packet from the Ethernet header on, without checksum trailer, 60 to what the interface takes and to"
                    + " 4096 (default: 60).",
            "--size");
    private final Argument<Long> count = option(Long.class, "N", "End after so many packets.", "-c", "--count");
    private final Argument<Double> seconds = option(Double.class, "S", "End after so many seconds.", "--seconds");
    private final Argument<Integer> flows = option(
            Integer.class,
            "N",
            "How many flows take turns, each with a UDP source port of its own (default: 1).",
            "--flows");
    private final Argument<String> to = optionOr(
            "02:00:00:00:00:02",
            String.class,
            "MAC",
            "Whom to send to (default: ${DEFAULT-VALUE}, which no interface is likely to have).",
            "--to");
    private final Argument<String> from = option(
            String.class,
            "MAC",
            "The sender (default: the interface's; of another namespace's, 02:00:00:00:00:01).",
            "--from");
    private final Argument<String> toIp = optionOr(
            "198.18.0.2", String.class, "IP", "IPv4 address to send to (default: ${DEFAULT-VALUE}).", "--to-ip");
    private final Argument<String> fromIp = optionOr(
            "198.18.0.1", String.class, "IP", "IPv4 address of the sender (default: ${DEFAULT-VALUE}).", "--from-ip");
    private final Argument<Integer> toPort =
            option(Integer.class, "PORT", "UDP port to send to (default: 9, discard).", "--to-port");
    private final Argument<Boolean> json = flag("Print JSON, an object a line.", "--json");
    private final SendOptions options = new SendOptions(this);

    GenerateCommand() {
        super(
                "generate",
                "Sends UDP packets with a sequence number, a flow and a time in each, for xdp-broker sink.",
                "As fast as can be, unless told otherwise. What arrives on the queue meanwhile is lost to the host.");
        footer(
                "",
                "Examples:",
                "  xdp-broker generate eth0 --to 52:54:00:12:34:56 --rate 100k --seconds 10",
                "  xdp-broker generate eth0 --to 52:54:00:12:34:56 --size 1514 --flows 16 --count 1000000");
    }

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = options.request(interfaceName.get());
        TrafficPlan plan = plan();
        TrafficPrinter printer = new TrafficPrinter(out(), json.isGiven());
        try (XdpBroker broker = options.connect();
                SendQueue queue = SendQueue.open(broker, request);
                Interruption interruption = Interruption.watched()) {
            Generator generator = new Generator(queue, fitting(plan, queue));
            TrafficPrinter.began(this, "sending", queue);
            try {
                generator.run(interruption, printer::second);
            } finally {
                printer.summary(generator.summary());
            }
            TrafficPrinter.tellUnsent(this, generator.summary());
        }
        return ExitCode.OK;
    }

    private TrafficPlan plan() {
        int bytes = size.orElse(TrafficPlan.LEAST_BYTES);
        checkSize(bytes, SendQueue.frameBytes(), "");
        int turns = flows.orElse(1);
        check(
                turns >= 1 && turns <= TrafficPlan.MOST_FLOWS,
                "--flows is 1 to " + TrafficPlan.MOST_FLOWS + ", not " + turns);
        int port = toPort.orElse(DISCARD_PORT);
        check(port >= 0 && port <= MOST_PORT, "--to-port is 0 to " + MOST_PORT + ", not " + port);
        try {
            return new TrafficPlan(
                    Addresses.mac(from.orElse(SOMEBODY)),
                    Addresses.mac(to.get()),
                    Addresses.ipv4(fromIp.get()),
                    Addresses.ipv4(toIp.get()),
                    port,
                    bytes,
                    turns,
                    SinkCommand.packets(this, count),
                    SinkCommand.nanos(this, seconds),
                    rate.isGiven() ? SendOptions.rate(this, rate.get()) : Double.POSITIVE_INFINITY);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()), e);
        }
    }

    /** With what is known of the interface when the queue is open. */
    private TrafficPlan fitting(TrafficPlan plan, SendQueue queue) {
        checkSize(plan.size(), queue.mostBytes(), " on this interface");
        LocalNetwork network = queue.network();
        byte[] own = network == null ? null : network.hardwareAddress();
        return own == null || from.isGiven() ? plan : plan.withSender(own);
    }

    private void checkSize(int bytes, int most, String where) {
        int least = TrafficPlan.LEAST_BYTES;
        check(
                bytes >= least && bytes <= most,
                "--size is " + least + " to " + most + " bytes" + where + ", not " + bytes);
    }

    private void check(boolean good, String problem) {
        if (!good) {
            throw usage(problem);
        }
    }
}
