package org.xdpbroker.cli;

import java.io.PrintWriter;
import java.util.List;
import org.xdpbroker.cli.doctor.Doctor;
import org.xdpbroker.cli.doctor.Finding;
import org.xdpbroker.cli.doctor.Level;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.text.TextTable;
import org.xdpbroker.protocol.message.InterfaceName;

/** {@code xdp-broker doctor}. */
final class DoctorCommand extends Command {

    private static final double DEFAULT_TIMEOUT_SECONDS = 5;
    private static final String INDENT = "  ";

    private final Argument<String> interfaceName = optionalParameter(
            String.class,
            "IFNAME",
            "The interface that matters (default: all; what is wrong with one of them is a note then).");
    private final BrokerOption option = new BrokerOption(this);
    private final Argument<Boolean> json = flag("Print JSON, one finding a line.", "--json");

    DoctorCommand() {
        super(
                "doctor",
                "Looks at all that a request depends on: kernel, libxdp, broker, launcher, policy, polkit, locked memory,"
                        + " interfaces.",
                "For each problem it prints the commands that mend it. It changes nothing, and needs no privilege and no broker.");
        footer(
                "",
                "Exit codes: 0 if there is no problem, though there may be notes; 1 if there is",
                "one; 2 wrong command line.");
    }

    @Override
    public Integer call() {
        String chosen = interfaceName.orNull();
        if (chosen != null) {
            try {
                new InterfaceName(chosen);
            } catch (IllegalArgumentException e) {
                throw usage("IFNAME '" + chosen + "' " + e.getMessage());
            }
        }
        List<Finding> findings = Doctor.examine(option.socket(), option.timeout(DEFAULT_TIMEOUT_SECONDS), chosen);
        PrintWriter out = out();
        if (json.isGiven()) {
            findings.forEach(finding -> JsonLines.print(out, finding.encode()));
        } else {
            print(findings, out);
        }
        return findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM) ? ExitCode.REFUSED : ExitCode.OK;
    }

    private static void print(List<Finding> findings, PrintWriter out) {
        TextTable table = new TextTable("LEVEL", "CHECK", "FINDING");
        for (Finding finding : findings) {
            table.add(finding.level().word(), finding.check(), finding.text());
            finding.mend().forEach(command -> table.add("", "", INDENT + command));
        }
        table.print(out);
    }
}
