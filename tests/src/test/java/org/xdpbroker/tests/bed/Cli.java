package org.xdpbroker.tests.bed;

import java.util.ArrayList;
import java.util.List;

/**
 * The program xdp-broker in the near namespace, run by user {@link Client#UID} without any privilege. Signals are handled as
 * from a terminal, however the tests were started.
 */
public final class Cli {

    private final NetworkBed bed;
    private final String socket;

    private Cli(NetworkBed bed, String socket) {
        this.bed = bed;
        this.socket = socket;
    }

    public static Cli of(NetworkBed bed, RunningBroker broker) {
        return at(bed, broker.socket());
    }

    /** @param socket the value of XDP_BROKER_SOCKET */
    public static Cli at(NetworkBed bed, String socket) {
        return new Cli(bed, socket);
    }

    /** Runs xdp-broker to its end. */
    public Programs.Result run(String... arguments) {
        return Programs.run(command(program(arguments)));
    }

    /** Runs {@code xdp-broker request near0 QUEUES -- COMMAND...} to its end. */
    public Programs.Result runWithQueues(int queues, String... command) {
        List<String> arguments = new ArrayList<>(List.of("request", NetworkBed.NEAR, String.valueOf(queues), "--"));
        arguments.addAll(List.of(command));
        return run(arguments.toArray(String[]::new));
    }

    /** Runs a script of sh(1), in which xdp-broker is found, to its end. */
    public Programs.Result runShell(String script) {
        return Programs.run(command(List.of("sh", "-c", script)));
    }

    /** Starts xdp-broker; the process is its own from the start. */
    public RunningProgram start(String... arguments) {
        return RunningProgram.start(command(program(arguments)));
    }

    private static List<String> program(String... arguments) {
        List<String> program = new ArrayList<>(List.of("xdp-broker"));
        program.addAll(List.of(arguments));
        return program;
    }

    private List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + Client.UID,
                "--regid=" + Client.UID,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "env",
                "--default-signal",
                "XDP_BROKER_SOCKET=" + socket,
                "PATH=" + Stage.get().installed().resolve("bin") + ":" + System.getenv("PATH")));
        command.addAll(program);
        return NetworkBed.inNamespace(bed.nearNamespace(), command);
    }
}
