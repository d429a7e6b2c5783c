package org.xdpbroker.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program xdp-broker. */
@Command(
        name = "xdp-broker",
        description = "Gets AF_XDP sockets from xdp-brokerd, without privilege.",
        versionProvider = VersionProvider.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.FAILURE)
public final class XdpBrokerMain implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Tell the whole failure, with where it came from.")
    private boolean verbose;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    private XdpBrokerMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** For a command line; it is not parsed yet. */
    static CommandLine commandLine(String... arguments) {
        XdpBrokerMain root = new XdpBrokerMain();
        CommandLine commandLine = new CommandLine(root);
        for (Object subcommand : Subcommands.of(arguments)) {
            commandLine.addSubcommand(subcommand);
        }
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setExpandAtFiles(false); // an argument of the command's that begins with @ is the command's
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(new Failures(root));
        return commandLine;
    }

    /** Whether the command line that was parsed asks for the whole of a failure. */
    boolean isVerbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand");
    }
}
