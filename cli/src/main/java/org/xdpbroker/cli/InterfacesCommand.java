package org.xdpbroker.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.text.TextTable;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.InterfaceDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code xdp-broker interfaces}. */
@Command(
        name = "interfaces",
        description = "Lists the broker's interfaces: driver, receive queues, native XDP features, the XDP program on"
                + " each, leases, and what policy says to you asking for one queue.")
final class InterfacesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private BrokerOption option;

    @Option(names = "--json", description = "Print JSON, one interface a line.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    InterfacesCommand() {}

    @Override
    public Integer call() throws IOException {
        List<InterfaceDescription> interfaces;
        try (XdpBroker broker = option.connect(false)) {
            interfaces = broker.interfaces();
        }
        if (json) {
            interfaces.forEach(nif -> JsonLines.print(spec.commandLine().getOut(), nif.encode()));
            return ExitCode.OK;
        }
        TextTable table =
                new TextTable("INTERFACE", "INDEX", "DRIVER", "QUEUES", "NATIVE XDP", "PROGRAM", "LEASES", "YOU MAY");
        for (InterfaceDescription nif : interfaces) {
            table.add(
                    nif.name(),
                    String.valueOf(nif.ifindex()),
                    nif.driver(),
                    String.valueOf(nif.queues()),
                    nif.xdpFeatures().isEmpty() ? "-" : String.join(",", nif.xdpFeatures()),
                    program(nif),
                    String.valueOf(nif.leases()),
                    nif.decision());
        }
        table.print(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private static String program(InterfaceDescription nif) {
        if (nif.programId() == null) {
            return "-";
        }
        return nif.programId()
                + (nif.attachMode() == null
                        ? " (foreign)"
                        : " (" + nif.attachMode().word() + ")");
    }
}
