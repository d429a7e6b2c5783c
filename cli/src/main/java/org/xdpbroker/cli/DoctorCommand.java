package org.xdpbroker.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.doctor.Doctor;
import org.xdpbroker.cli.doctor.Finding;
import org.xdpbroker.cli.doctor.Level;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.text.TextTable;
import org.xdpbroker.protocol.message.InterfaceName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code xdp-broker doctor}. */
@Command(
        name = "doctor",
        description = {
            "Looks at all that a request depends on: kernel, libxdp, broker, launcher, policy, polkit, locked memory,"
                    + " interfaces.",
            "For each problem it prints the commands that mend it. It changes nothing, and needs no privilege and no broker."
        },
        footer = {
            "",
            "Exit codes: 0 if there is no problem, though there may be notes; 1 if there is",
            "one; 2 wrong command line."
        })
final class DoctorCommand implements Callable<Integer> {

    private static final double DEFAULT_TIMEOUT_SECONDS = 5;
    private static final String INDENT = "  ";

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "IFNAME",
            description = "The interface that matters (default: all; what is wrong with one of them is a note then).")
    private @Nullable String interfaceName;

    @Mixin
    private BrokerOption option;

    @Option(names = "--json", description = "Print JSON, one finding a line.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DoctorCommand() {}

    @Override
    public Integer call() {
        if (interfaceName != null) {
            try {
                new InterfaceName(interfaceName);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "IFNAME '" + interfaceName + "' " + e.getMessage());
            }
        }
        List<Finding> findings =
                Doctor.examine(option.socket(), option.timeout(DEFAULT_TIMEOUT_SECONDS), interfaceName);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
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
