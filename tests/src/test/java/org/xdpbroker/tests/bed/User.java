package org.xdpbroker.tests.bed;

import java.util.ArrayList;
import java.util.List;

/**
 * User {@link Client#UID}, unless told otherwise, at a shell in the near namespace, without any privilege, and with this
 * project's programs in PATH. Signals are handled as from a terminal, however the tests were started.
 */
public final class User {

    private final NetworkBed bed;
    private final String socket;
    private final String lockedMemory;
    private final boolean makesNamespaces;
    private final List<String> becoming;

    private User(NetworkBed bed, String socket, String lockedMemory, boolean makesNamespaces, List<String> becoming) {
        this.bed = bed;
        this.socket = socket;
        this.lockedMemory = lockedMemory;
        this.makesNamespaces = makesNamespaces;
        this.becoming = becoming;
    }

    public static User of(NetworkBed bed, RunningBroker broker) {
        return at(bed, broker.socket());
    }

    /** @param socket the value of XDP_BROKER_SOCKET */
    static User at(NetworkBed bed, String socket) {
        return new User(bed, socket, "", false, as(Client.UID, "-all"));
    }

    /** With a limit of locked memory other than that of the tests, in the words of prlimit(1). */
    public User withLockedMemory(String limit) {
        return new User(bed, socket, limit, makesNamespaces, becoming);
    }

    /** With one capability, which programs inherit: an ambient one. In the words of setpriv(1), such as ipc_lock. */
    public User withCapability(String name) {
        List<String> becoming = new ArrayList<>(as(Client.UID, "-all,+" + name));
        becoming.add("--ambient-caps=-all,+" + name);
        return new User(bed, socket, lockedMemory, makesNamespaces, becoming);
    }

    /** Root, with every capability that root has here. */
    public static User root(NetworkBed bed, RunningBroker broker) {
        return new User(bed, broker.socket(), "", false, List.of());
    }

    /** Root without one capability, in the words of setpriv(1). */
    public static User rootWithout(String capability, NetworkBed bed, RunningBroker broker) {
        return new User(bed, broker.socket(), "", false, as(0, "-" + capability));
    }

    /** Another user without any privilege. */
    public static User other(NetworkBed bed, RunningBroker broker) {
        return new User(bed, broker.socket(), "", false, as(Client.OTHER_UID, "-all"));
    }

    /** The command of a Java program of the tests, without any privilege. */
    public static List<String> java(String mainClass, String... arguments) {
        List<String> command =
                new ArrayList<>(UnprivilegedJava.java(Stage.get().agentClasses().toString(), mainClass));
        command.addAll(List.of(arguments));
        return command;
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
        User user = new User(bed, socket, lockedMemory, true, becoming);
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
        command.addAll(becoming);
        command.addAll(List.of(
                "env",
                "--default-signal",
                "XDP_BROKER_SOCKET=" + socket,
                "PATH=" + Stage.get().installed().resolve("bin") + ":" + System.getenv("PATH")));
        command.addAll(program);
        return NetworkBed.inNamespace(bed.nearNamespace(), command);
    }

    private static List<String> as(int uid, String capabilities) {
        return List.of(
                "setpriv",
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=" + capabilities,
                "--bounding-set=" + capabilities);
    }
}
