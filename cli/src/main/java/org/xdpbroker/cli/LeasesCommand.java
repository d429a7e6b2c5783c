package org.xdpbroker.cli;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.text.TextTable;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.LeaseDescription;

/** {@code xdp-broker leases}. */
final class LeasesCommand extends Command {

    private final BrokerOption option = new BrokerOption(this);
    private final Argument<Boolean> all =
            flag("Everybody's leases; asks for a password where that takes one.", "--all");
    private final PasswordOption password = new PasswordOption(this);
    private final Argument<Boolean> json = flag("Print JSON, one lease a line.", "--json");

    LeasesCommand() {
        super(
                "leases",
                "Lists your leases.",
                "Whoever may manage (root; others by the polkit action org.xdpbroker.manage) sees everybody's with --all.");
    }

    @Override
    public Integer call() throws IOException {
        boolean mayAsk = all.isGiven() && password.mayAsk();
        List<LeaseDescription> leases;
        try (XdpBroker broker = option.connect(mayAsk)) {
            leases = broker.leases(mayAsk);
        }
        if (json.isGiven()) {
            leases.forEach(lease -> JsonLines.print(out(), lease.encode()));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("LEASE", "INTERFACE", "QUEUES", "MODE", "STATE", "UID", "PID", "RULE", "SINCE");
        for (LeaseDescription lease : leases) {
            table.add(
                    lease.id(),
                    lease.interfaceName(),
                    lease.queues().stream().map(q -> String.valueOf(q.queue())).collect(Collectors.joining(",")),
                    lease.attachMode().word(),
                    lease.state(),
                    Integer.toUnsignedString(lease.uid()),
                    String.valueOf(lease.pid()),
                    lease.rule() == null ? "-" : lease.rule(),
                    lease.since());
        }
        table.print(out());
        return ExitCode.OK;
    }
}
