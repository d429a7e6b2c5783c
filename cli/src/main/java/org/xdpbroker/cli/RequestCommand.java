package org.xdpbroker.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.exec.CommandArguments;
import org.xdpbroker.cli.exec.CommandReplacement;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.message.LeaseEvent;
import org.xdpbroker.protocol.message.RequestParameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xdp-broker request}. */
@Command(
        name = "request",
        description = {
            "Asks for queues of an interface.",
            "With a COMMAND, becomes that command, which inherits the sockets and holds the lease for as long as it lives."
                    + " Without one, prints the lease and holds it until interrupted, or until the broker ends it because"
                    + " nothing bound its sockets within the bind deadline (30 s unless the administrator chose another)."
        },
        footer = {
            "",
            "In the arguments of COMMAND these are replaced:",
            "  {fds}            the sockets' descriptors, one a queue, as in 3:4",
            "  {netdev}         QEMU's whole -netdev value: af-xdp,id=net0,ifname=...,sock-fds=...",
            "  {netdev:ID}      the same with an id of your own",
            "  {ifname} {ifindex} {mode}",
            "",
            "The descriptors follow each other from 3 on, the lease's comes last. The environment of COMMAND has",
            "LISTEN_FDS, LISTEN_FDNAMES and LISTEN_PID as sd_listen_fds(3) reads them, and XDP_BROKER_IFNAME,",
            "XDP_BROKER_IFINDEX, XDP_BROKER_QUEUES, XDP_BROKER_MODE, XDP_BROKER_FDS, XDP_BROKER_LEASE and",
            "XDP_BROKER_LEASE_FD.",
            "",
            "Exit codes: 0 success, 1 refused by the broker, 2 wrong command line, 3 the broker cannot be reached or",
            "something failed, 4 the broker ended the lease, 126 COMMAND cannot be executed, 127 COMMAND not found;",
            "with a COMMAND that runs, its own.",
            "",
            "Examples:",
            "  xdp-broker request eth0 1",
            "  xdp-broker request eth0 2 -- qemu-system-x86_64 ... -netdev {netdev} -device virtio-net,netdev=net0"
        })
final class RequestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IFNAME", description = "The interface.")
    private String interfaceName;

    @Parameters(index = "1", paramLabel = "QUEUES", description = "How many queues, from 1 on.")
    private int queues;

    @Parameters(index = "2..*", paramLabel = "COMMAND", description = "A command and its arguments, after --.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--start-queue", paramLabel = "N", description = "The first queue (default: ${DEFAULT-VALUE}).")
    private int startQueue;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = "How to attach the XDP program: native (in the driver), skb (with any driver), or auto, which"
                    + " takes native where it can (default: ${DEFAULT-VALUE}).")
    private AttachMode mode;

    @Option(names = "--json", description = "Print the lease as JSON, one object a line; its end too.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "30",
            description = "How many seconds to wait for the broker's answer (default: ${DEFAULT-VALUE}).")
    private double timeoutSeconds;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Where the broker listens (default: $XDP_BROKER_SOCKET, else /run/xdp-broker/org.xdpbroker).")
    private @Nullable Path socket;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    RequestCommand() {}

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = request();
        Duration timeout = timeout();
        CommandArguments arguments = command.isEmpty() ? null : CommandArguments.ofThisProcess(command.size());
        try (XdpBroker broker = XdpBroker.connect(socket == null ? XdpBroker.defaultSocket() : socket, timeout)) {
            Lease lease = broker.request(request);
            if (arguments != null) {
                throw new CommandReplacement(lease, arguments).replaceThisProcess();
            }
            return hold(lease);
        }
    }

    private int hold(Lease lease) throws IOException {
        LeasePrinter printer = new LeasePrinter(spec.commandLine().getOut(), json);
        printer.granted(lease);
        while (true) {
            // an hour stands for "for ever": the wait ends with the lease, or with this process
            LeaseEvent event = lease.awaitEvent(Duration.ofHours(1)).orElse(null);
            if (event != null) {
                printer.happened(event);
            } else if (lease.isEnded()) {
                spec.commandLine()
                        .getErr()
                        .println("xdp-broker: the lease has ended: "
                                + lease.endReason().orElse("the broker gave no reason"));
                return ExitCode.LEASE_ENDED;
            }
        }
    }

    private LeaseRequest request() {
        try {
            new InterfaceName(interfaceName);
        } catch (IllegalArgumentException e) {
            throw usage("IFNAME '" + interfaceName + "' " + e.getMessage());
        }
        if (queues < 1 || queues > RequestParameters.MAX_QUEUES) {
            throw usage("QUEUES is how many queues, 1 to " + RequestParameters.MAX_QUEUES + ", not " + queues);
        }
        if (startQueue < 0 || startQueue > RequestParameters.MAX_QUEUE) {
            throw usage("--start-queue is a queue number, 0 to " + RequestParameters.MAX_QUEUE + ", not " + startQueue);
        }
        return LeaseRequest.of(interfaceName)
                .withQueues(queues)
                .withStartQueue(startQueue)
                .withAttachMode(mode);
    }

    private Duration timeout() {
        if (!(timeoutSeconds > 0 && timeoutSeconds <= 3600)) {
            throw usage("--timeout is a number of seconds above 0 and up to 3600, not " + timeoutSeconds);
        }
        return Duration.ofNanos((long) (timeoutSeconds * 1e9));
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
