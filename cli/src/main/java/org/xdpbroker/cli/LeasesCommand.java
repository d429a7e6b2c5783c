package org.xdpbroker.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.text.TextTable;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.LeaseDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code xdp-broker leases}. */
@Command(
        name = "leases",
        description = {
            "Lists your leases.",
            "Whoever may manage (root; others by the polkit action org.xdpbroker.manage) sees everybody's with --all."
        })
final class LeasesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private BrokerOption option;

    @Option(names = "--all", description = "Everybody's leases; asks for a password where that takes one.")
    private boolean all;

    @Mixin
    private PasswordOption password;

    @Option(names = "--json", description = "Print JSON, one lease a line.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    LeasesCommand() {}

    @Override
    public Integer call() throws IOException {
        boolean mayAsk = all && password.mayAsk();
        List<LeaseDescription> leases;
        try (XdpBroker broker = option.connect(mayAsk)) {
            leases = broker.leases(mayAsk);
        }
        if (json) {
            leases.forEach(lease -> JsonLines.print(spec.commandLine().getOut(), lease.encode()));
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
        table.print(spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
