package org.xdpbroker.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.Stage;

/**
 * Two installations, one with archives of classes and one without, a running broker of the first, and two veth pairs: near0, with
 * queues enough for many leases, is our broker's, near1 the C broker's.
 */
final class StartupBed implements AutoCloseable {

    static final int QUEUES = 128;
    static final String NEAR = NetworkBed.NEAR;
    static final String NEAR_OF_C = "near1";

    static final String POLICY = RunningBroker.ALLOW_ALL + """
            [limits]
            leases = 1024
            queues = 1024
            requests-per-second = 100000
            """;

    private static final String CAPABILITIES = "-all,+net_raw,+net_admin,+bpf";
    private static final List<String> OBJECTS = List.of("redirect_leased.bpf.o", "bound_queue.bpf.o");

    private final NetworkBed network;
    private final String socket;
    private final LineProcess broker;
    private final Path programs;
    private final Path withArchives;
    private final Path without;

    private StartupBed(NetworkBed network, Path programs, Path withArchives, Path without) {
        this.network = network;
        this.programs = programs;
        this.withArchives = withArchives;
        this.without = without;
        socket = BrokerCommand.newSocket();
        broker = startBroker(withArchives, BrokerCommand.newPolicyFile(POLICY), socket);
        Startup.ask(socket);
    }

    static StartupBed create() {
        NetworkBed network = NetworkBed.create(QUEUES);
        try {
            network.addPair(NEAR_OF_C, "far1", Startup.QUEUES_IN_TURN + 1);
            Path programs = BenchBed.copyOfPrograms();
            for (String object : OBJECTS) {
                extract(object, programs);
            }
            Path withArchives = Stage.get().installed();
            Programs.run(withArchives.resolve("bin/make-cds").toString()).orFail();
            Path without = Stage.get().room().resolve("home");
            Programs.run("cp", "-r", withArchives.toString(), without.toString())
                    .orFail();
            Programs.run(without.resolve("bin/make-cds").toString(), "--remove").orFail();
            return new StartupBed(network, programs, withArchives, without);
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    Path withArchives() {
        return withArchives;
    }

    Path withoutArchives() {
        return without;
    }

    LineProcess broker() {
        return broker;
    }

    /** The broker's. */
    String socket() {
        return socket;
    }

    /** Another one of an installation. Its record goes to a file, as whoever read it would take time from what is measured. */
    LineProcess startBroker(Path home, Path policy, String at) {
        return LineProcess.start(
                "xdp-brokerd",
                asBroker(List.of(
                        home.resolve("bin/xdp-brokerd").toString(), "--policy", policy.toString(), "--socket", at)));
    }

    /** A file of the bench's own that every user can read. */
    String file(String name) {
        return programs.resolve(name).toString();
    }

    /** How a user without privilege starts a program, but for what takes its locked memory off the limit. */
    List<String> asUser(int uid, List<String> command) {
        return inNamespace(Unprivileged.command(uid, ",+ipc_lock", command));
    }

    /** How a broker is started as its user. */
    private List<String> asBroker(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + RunningBroker.UID,
                "--regid=" + RunningBroker.UID,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=" + CAPABILITIES,
                "--inh-caps=" + CAPABILITIES,
                "--ambient-caps=" + CAPABILITIES));
        all.addAll(command);
        return inNamespace(all);
    }

    List<String> inNamespace(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", network.nearNamespace()));
        all.addAll(command);
        return all;
    }

    private static void extract(String object, Path folder) {
        try (InputStream in = StartupBed.class.getResourceAsStream("/org/xdpbroker/broker/xdp/" + object)) {
            Files.copy(Objects.requireNonNull(in), folder.resolve(object));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            broker.close();
        } finally {
            network.close();
        }
    }
}
