package org.xdpbroker.tests.bed;

import java.util.ArrayList;
import java.util.List;

/**
 * User {@link Client#UID} at a shell in the near namespace, without any privilege, and with this project's programs in PATH.
 * Signals are handled as from a terminal, however the tests were started.
 */
public final class User {

    private final NetworkBed bed;
    private final String socket;
    private final String lockedMemory;
    private final String capability;
    private final boolean makesNamespaces;

    private User(NetworkBed bed, String socket, String lockedMemory, String capability, boolean makesNamespaces) {
        this.bed = bed;
        this.socket = socket;
        this.lockedMemory = lockedMemory;
        this.capability = capability;
        this.makesNamespaces = makesNamespaces;
    }

    public static User of(NetworkBed bed, RunningBroker broker) {
        return at(bed, broker.socket());
    }

    /** @param socket the value of XDP_BROKER_SOCKET */
    static User at(NetworkBed bed, String socket) {
        return new User(bed, socket, "", "", false);
    }

    /** With a limit of locked memory other than that of the tests, in the words of prlimit(1). */
    public User withLockedMemory(String limit) {
        return new User(bed, socket, limit, capability, makesNamespaces);
    }

    /** With one capability, which programs inherit: an ambient one. In the words of setpriv(1), such as ipc_lock. */
    public User withCapability(String name) {
        return new User(bed, socket, lockedMemory, name, makesNamespaces);
    }

    /** Runs a program to its end. */
    public Programs.Result run(List<String> command) {
        return Programs.run(command(command));
    }

    public Programs.Result run(String... command) {
        return run(List.of(command));
    }

    /** Starts a program; the process is its own from the start. */
    public RunningProgram start(List<String> command) {
        return RunningProgram.start(command(command));
    }

    public RunningProgram start(String... command) {
        return start(List.of(command));
    }

    /** For tests in which it makes a user and a network namespace, which some kernels allow to few. */
    public User thatMakesNamespaces() {
        User user = new User(bed, socket, lockedMemory, capability, true);
        Prerequisites.check(
                user.run("unshare", "--user", "--map-root-user", "--net", "true")
                                .exitCode()
                        == 0,
                "a kernel that lets users make namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0,"
                        + " kernel.unprivileged_userns_clone=1)");
        return user;
    }

    private List<String> command(List<String> program) {
        List<String> command = new ArrayList<>();
        if (makesNamespaces) {
            command.addAll(NamespaceRoot.step());
        }
        if (!lockedMemory.isEmpty()) {
            command.addAll(List.of("prlimit", "--memlock=" + lockedMemory));
        }
        String kept = capability.isEmpty() ? "" : ",+" + capability;
        command.addAll(List.of(
                "setpriv",
                "--reuid=" + Client.UID,
                "--regid=" + Client.UID,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all" + kept,
                "--bounding-set=-all" + kept));
        if (!capability.isEmpty()) {
            command.add("--ambient-caps=-all" + kept);
        }
        command.addAll(List.of(
                "env",
                "--default-signal",
                "XDP_BROKER_SOCKET=" + socket,
                "PATH=" + Stage.get().installed().resolve("bin") + ":" + System.getenv("PATH")));
        command.addAll(program);
        return NetworkBed.inNamespace(bed.nearNamespace(), command);
    }
}
