package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * How xdp-brokerd is started in the near namespace. If nothing else is said: as user {@link RunningBroker#UID} with exactly
 * its three capabilities and no_new_privs, a policy that lets every user have everything, a socket in a folder of its own.
 */
public final class BrokerCommand {

    private final NetworkBed bed;
    private final List<String> environment = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private String policy = RunningBroker.ALLOW_ALL;
    private @Nullable Path policyFile;
    private @Nullable String socket;
    private String capabilities = "net_raw net_admin bpf";
    private boolean asCaller;
    private boolean scriptless;
    private @Nullable PassedDescriptors passed;

    private BrokerCommand(NetworkBed bed) {
        this.bed = bed;
    }

    public static BrokerCommand in(NetworkBed bed) {
        return new BrokerCommand(bed);
    }

    /** The text of the policy. */
    public BrokerCommand policy(String text) {
        policy = text;
        return this;
    }

    /** A policy file as it is. */
    public BrokerCommand policyFile(Path file) {
        policyFile = file;
        return this;
    }

    public BrokerCommand socket(String path) {
        socket = path;
        return this;
    }

    /** Further options of xdp-brokerd. */
    public BrokerCommand options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** On a socket that is passed to it. */
    public BrokerCommand passing(SocketUnit unit) {
        return socket(unit.path()).passing(List.of(unit.socket()), "varlink");
    }

    /** With descriptors passed to it instead of a path to listen at. They stay the caller's. */
    public BrokerCommand passing(List<OwnedFd> fds, String... names) {
        passed = new PassedDescriptors(fds, List.of(names));
        return this;
    }

    public BrokerCommand environment(String name, String value) {
        environment.add(name + "=" + value);
        return this;
    }

    /** Where it starts. */
    public BrokerCommand currentFolder(Path folder) {
        environment.add(0, "--chdir=" + folder); // an option of env(1)
        return this;
    }

    /** Separated by spaces, in the words of setpriv(1). */
    public BrokerCommand capabilities(String names) {
        capabilities = names;
        return this;
    }

    /** As the user of the tests, root, with all that it has. */
    public BrokerCommand asRoot() {
        asCaller = true;
        return this;
    }

    /** Without the script bin/xdp-brokerd, which would become another user if root called it: the program itself. */
    public BrokerCommand withoutScript() {
        scriptless = true;
        return this;
    }

    /** Starts it and waits until it is ready. */
    public RunningBroker start() {
        String path = socket == null ? newSocket() : socket;
        List<String> command = command(path);
        try {
            RunningBroker broker = new RunningBroker(
                    new ProcessBuilder(command).redirectErrorStream(true).start(), path);
            try {
                broker.awaitLog("ready ");
            } catch (AssertionError e) {
                broker.kill();
                throw e;
            }
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end, where it is not expected to serve. */
    public Programs.Result run() {
        return Programs.run(command(socket == null ? newSocket() : socket));
    }

    /** A path for a socket in a new folder that the broker may write to. */
    public static String newSocket() {
        Path folder = Stage.get().room();
        Programs.run("chown", String.valueOf(RunningBroker.UID), folder.toString())
                .orFail();
        return folder.resolve("socket").toString();
    }

    /** A file with a policy as it should be: owned by root, in a folder of root's, writable by nobody else. */
    public static Path newPolicyFile(String text) {
        Path file = Stage.get().room().resolve("policy.toml");
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Programs.run("chmod", "644", file.toString()).orFail();
        return file;
    }

    private List<String> command(String socketPath) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(environment);
        if (!asCaller) {
            String set = List.of(capabilities.split(" ")).stream()
                    .map(name -> ",+" + name)
                    .collect(Collectors.joining("", "-all", ""));
            command.addAll(List.of(
                    "setpriv",
                    "--reuid=" + RunningBroker.UID,
                    "--regid=" + RunningBroker.UID,
                    "--clear-groups",
                    "--no-new-privs",
                    "--bounding-set=" + set,
                    "--inh-caps=" + set,
                    "--ambient-caps=" + set));
        }
        command.addAll(scriptless ? java() : List.of(Stage.get().program("xdp-brokerd")));
        Path file = policyFile == null ? newPolicyFile(policy) : policyFile;
        command.addAll(List.of("--policy", file.toString()));
        if (passed == null) {
            command.addAll(List.of("--socket", socketPath));
        }
        command.addAll(options);
        List<String> all = NetworkBed.inNamespace(bed.nearNamespace(), command);
        return passed == null ? all : passed.before(all);
    }

    private static List<String> java() {
        Path home = Stage.get().installed();
        return List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-Djffi.boot.library.path=" + home.resolve("lib/jni"),
                "-cp",
                home.resolve("lib/broker") + "/*",
                "org.xdpbroker.broker.start.BrokerMain");
    }
}
