package org.xdpbroker.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.xdpbroker.cli.exec.CommandArguments;
import org.xdpbroker.cli.exec.CommandReplacement;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpBrokerException;
import org.xdpbroker.protocol.message.LeaseEvent;

/** {@code xdp-broker request}. */
final class RequestCommand extends Command {

    private final QueueParameters queues = new QueueParameters(this);
    private final Argument<List<String>> command =
            furtherParameters("COMMAND", "A command and its arguments, after --.");
    private final Argument<Boolean> json = flag("Print the lease as JSON, one object a line; its end too.", "--json");
    private final MemlockOption memlock = new MemlockOption(this);
    private final BrokerOption option = new BrokerOption(this);
    private final PasswordOption password = new PasswordOption(this);

    RequestCommand() {
        super(
                "request",
                "Asks for queues of an interface.",
                "With a COMMAND, becomes that command, which inherits the sockets and holds the lease for as long as it lives."
                        + " Without one, prints the lease and holds it until interrupted, or until the broker ends it because"
                        + " nothing bound its sockets within the bind deadline (30 s unless the administrator chose another).");
        footer(
                "",
                "In the arguments of COMMAND these are replaced:",
                "  {fds}        the sockets' descriptors, one a queue, as in 3:4",
                "  {netdev}     QEMU's whole -netdev value: af-xdp,id=net0,...,sock-fds=...",
                "  {netdev:ID}  the same with an id of your own",
                "  {ifname} {ifindex} {mode}",
                "",
                "The descriptors follow each other from 3 on, the lease's comes last.",
                "The environment of COMMAND has LISTEN_FDS, LISTEN_FDNAMES and LISTEN_PID as",
                "sd_listen_fds(3) reads them, and XDP_BROKER_IFNAME, XDP_BROKER_IFINDEX,",
                "XDP_BROKER_QUEUES, XDP_BROKER_MODE, XDP_BROKER_FDS, XDP_BROKER_LEASE and",
                "XDP_BROKER_LEASE_FD.",
                "",
                "Exit codes: 0 only for --help and --version; 1 refused by the broker; 2 wrong",
                "command line; 3 the broker cannot be reached, or something failed; 4 the",
                "broker ended the lease; 126 COMMAND cannot be executed; 127 COMMAND not found;",
                "with a COMMAND that runs, its own.",
                "",
                "Examples:",
                "  xdp-broker request eth0 1",
                "  xdp-broker request eth0 1 -- qemu-system-x86_64 ... -netdev {netdev} \\",
                "      -device virtio-net-pci,netdev=net0");
    }

    @Override
    public Integer call() throws IOException {
        LeaseRequest asked = queues.request().withInteractiveAuthentication(password.mayAsk());
        option.timeout(password.mayAsk());
        List<String> words = command.orElse(List.of());
        CommandArguments arguments = words.isEmpty() ? null : commandArguments(words);
        LeaseRequest request = memlock.prepare(asked, arguments);
        try (XdpBroker broker = option.connect(password.mayAsk())) {
            Lease lease;
            try {
                lease = broker.request(request);
            } catch (XdpBrokerException e) {
                memlock.refused(e, broker, request, arguments);
                throw e;
            }
            if (arguments != null) {
                throw new CommandReplacement(lease, arguments).replaceThisProcess();
            }
            return hold(lease);
        }
    }

    private int hold(Lease lease) throws IOException {
        LeasePrinter printer = new LeasePrinter(out(), json.isGiven());
        printer.held(lease);
        while (true) {
            // an hour stands for "for ever": the wait ends with the lease, or with this process
            LeaseEvent event = lease.awaitEvent(Duration.ofHours(1)).orElse(null);
            if (event != null) {
                printer.happened(event);
            } else if (lease.isEnded()) {
                err().println("xdp-broker: the lease has ended: "
                        + lease.endReason().orElse("the broker gave no reason"));
                return ExitCode.LEASE_ENDED;
            }
        }
    }

    /** What follows the first {@code --}; only then is an argument that looks like an option certainly the command's own. */
    private CommandArguments commandArguments(List<String> words) throws IOException {
        List<String> all = spec().commandLine().getParseResult().originalArgs();
        if (!all.subList(0, all.size() - words.size()).contains("--")) {
            throw usage("COMMAND and its arguments follow --, as in: -- " + String.join(" ", words));
        }
        return CommandArguments.ofThisProcess(words.size());
    }
}
