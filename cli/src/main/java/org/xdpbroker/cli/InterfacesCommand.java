package org.xdpbroker.cli;

import java.io.IOException;
import java.util.List;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.text.TextTable;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.message.InterfaceDescription;

/** {@code xdp-broker interfaces}. */
final class InterfacesCommand extends Command {

    private final BrokerOption option = new BrokerOption(this);
    private final Argument<Boolean> json = flag("Print JSON, one interface a line.", "--json");

    InterfacesCommand() {
        super(
                "interfaces",
                "Lists the broker's interfaces: driver, receive queues, native XDP features, the XDP program on"
                        + " each, leases, and what policy says to you asking for one queue.");
    }

    @Override
    public Integer call() throws IOException {
        List<InterfaceDescription> interfaces;
        try (XdpBroker broker = option.connect(false)) {
            interfaces = broker.interfaces();
        }
        if (json.isGiven()) {
            interfaces.forEach(nif -> JsonLines.print(out(), nif.encode()));
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
        table.print(out());
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
