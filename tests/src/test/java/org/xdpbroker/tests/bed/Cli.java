package org.xdpbroker.tests.bed;

import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.polkit.bed.Waiting;

/** The program xdp-broker, run by a {@link User}. */
public final class Cli {

    private final User user;

    private Cli(User user) {
        this.user = user;
    }

    public static Cli of(NetworkBed bed, RunningBroker broker) {
        return new Cli(User.of(bed, broker));
    }

    /** @param socket the value of XDP_BROKER_SOCKET */
    public static Cli at(NetworkBed bed, String socket) {
        return new Cli(User.at(bed, socket));
    }

    public static Cli of(User user) {
        return new Cli(user);
    }

    /** Runs xdp-broker to its end, as {@link User} does; that it so much as connects to the broker is a failure. */
    public static Programs.Result runAlone(NetworkBed bed, String... arguments) {
        try (SocketUnit unit = SocketUnit.listen()) {
            Programs.Result result = at(bed, unit.path()).run(arguments);
            if (unit.hasCaller()) {
                throw new AssertionError("the broker was asked: " + result);
            }
            return result;
        }
    }

    /** Runs xdp-broker to its end. */
    public Programs.Result run(String... arguments) {
        return user.run(program(arguments));
    }

    /** Runs {@code xdp-broker request near0 QUEUES -- COMMAND...} to its end. */
    public Programs.Result runWithQueues(int queues, String... command) {
        List<String> arguments = new ArrayList<>(List.of("request", NetworkBed.NEAR, String.valueOf(queues), "--"));
        arguments.addAll(List.of(command));
        return run(arguments.toArray(String[]::new));
    }

    /** Runs a script of sh(1), in which xdp-broker is found, to its end. */
    public Programs.Result runShell(String script) {
        return user.run("sh", "-c", script);
    }

    /** Starts xdp-broker; the process is its own from the start. */
    public RunningProgram start(String... arguments) {
        return user.start(program(arguments));
    }

    /** Ends the lease that {@code xdp-broker leases} lists first. */
    public void revokeTheOnlyLease(String reason) {
        String lease =
                run("leases").orFail().lines().skip(1).findFirst().orElseThrow().split(" ")[0];
        run("revoke", lease, "--reason", reason).orFail();
    }

    /** Waits until so many leases have every queue bound. */
    public void awaitActiveLeases(int leases) {
        Waiting.until(
                leases + " leases are active",
                () -> run("leases", "--json").out().split("\"active\"", -1).length == leases + 1);
    }

    private static List<String> program(String... arguments) {
        List<String> program = new ArrayList<>(List.of("xdp-broker"));
        program.addAll(List.of(arguments));
        return program;
    }
}
