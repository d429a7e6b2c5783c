package org.xdpbroker.cli;

import java.util.ArrayList;
import java.util.List;

/** The commands of xdp-broker. To describe one to picocli takes time, so only the one that is called is made. */
final class Subcommands {

    /** In the order in which the help tells them. */
    private static final List<String> NAMES = List.of(
            "request",
            "qmp",
            "check",
            "interfaces",
            "leases",
            "top",
            "revoke",
            "doctor",
            "capture",
            "replay",
            "generate",
            "sink");

    private Subcommands() {}

    /** The one that a command line names; all if it names none. */
    static List<Command> of(String... arguments) {
        String first = first(arguments);
        List<Command> commands = new ArrayList<>();
        for (String name : NAMES.contains(first) ? List.of(first) : NAMES) {
            commands.add(make(name));
        }
        return commands;
    }

    private static String first(String... arguments) {
        for (String argument : arguments) {
            if (!argument.startsWith("-")) {
                return argument;
            }
        }
        return "";
    }

    private static Command make(String name) {
        return switch (name) {
            case "request" -> new RequestCommand();
            case "qmp" -> new QmpCommand();
            case "check" -> new CheckCommand();
            case "interfaces" -> new InterfacesCommand();
            case "leases" -> new LeasesCommand();
            case "top" -> new TopCommand();
            case "revoke" -> new RevokeCommand();
            case "doctor" -> new DoctorCommand();
            case "capture" -> new CaptureCommand();
            case "replay" -> new ReplayCommand();
            case "generate" -> new GenerateCommand();
            case "sink" -> new SinkCommand();
            default -> throw new IllegalArgumentException("there is no command " + name);
        };
    }
}
