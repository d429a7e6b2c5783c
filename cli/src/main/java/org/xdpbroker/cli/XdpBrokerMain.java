package org.xdpbroker.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.xdpbroker.cli.text.StandardOutput;
import picocli.CommandLine;
import picocli.CommandLine.ScopeType;

/** The program xdp-broker. */
public final class XdpBrokerMain extends Command {

    private final Argument<Boolean> verbose =
            add(flagSpec("Tell the whole failure, with where it came from.", "-v", "--verbose")
                    .scopeType(ScopeType.INHERIT)
                    .build());

    private XdpBrokerMain() {
        super("xdp-broker", "Gets AF_XDP sockets from xdp-brokerd, without privilege.");
    }

    public static void main(String[] arguments) {
        CommandLine commandLine = commandLine(arguments);
        int code = commandLine.execute(arguments);
        System.exit(code == ExitCode.OK ? told(commandLine) : code);
    }

    /** Who has done all that was to be done, but could not tell it, has failed. */
    private static int told(CommandLine commandLine) {
        try {
            StandardOutput.check(commandLine.getOut());
            return ExitCode.OK;
        } catch (IOException e) {
            commandLine.getErr().println("xdp-broker: " + e.getMessage());
            return ExitCode.FAILURE;
        }
    }

    /** For a command line; it is not parsed yet. */
    static CommandLine commandLine(String... arguments) {
        XdpBrokerMain root = new XdpBrokerMain();
        CommandLine commandLine = new CommandLine(root.spec());
        for (Command subcommand : Subcommands.of(arguments)) {
            commandLine.addSubcommand(subcommand.spec());
        }
        commandLine.setOut(StandardOutput.open());
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setExpandAtFiles(false); // an argument of the command's that begins with @ is the command's
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(new Failures(root));
        return commandLine;
    }

    /** Whether the command line that was parsed asks for the whole of a failure. */
    boolean isVerbose() {
        return verbose.isGiven();
    }

    @Override
    public Integer call() {
        throw usage("Missing subcommand");
    }
}
