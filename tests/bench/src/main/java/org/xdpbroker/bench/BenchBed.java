package org.xdpbroker.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.Stage;

/**
 * What every run stands on: a lane for each side of a row, which are two veth pairs; the broker at their near ends, generators
 * and counters at their far ends.
 *
 * <pre>
 *   generator, counter                           measured program, broker
 *   far0 ======================================= near0
 *   far1 ======================================= near1      for forwarding: in at near0, out at near1
 *
 *   far2 ======================================= near2      the other side's
 *   far3 ======================================= near3
 * </pre>
 *
 * The near ends have generic receive offload on, so that they receive with NAPI in both attach modes: then the fastest
 * generator reaches both.
 */
final class BenchBed implements AutoCloseable {

    private static final List<Lane> LANES = List.of(Lane.FIRST, Lane.SECOND);

    /** The same for all pairs, as all else of them: sides would differ by their lane otherwise. */
    private static final int QUEUES = 1;

    private static final Object LOCK = new Object();

    private static @Nullable BenchBed open;
    private static boolean exiting;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(BenchBed::closeAtExit, "tidy"));
    }

    private final NetworkBed network;
    private final RunningBroker broker;
    private final Path programs;
    private final Cpus cpus;
    private boolean closed;

    private BenchBed(NetworkBed network, RunningBroker broker, Path programs, Cpus cpus) {
        this.network = network;
        this.broker = broker;
        this.programs = programs;
        this.cpus = cpus;
    }

    /**
     * Makes the one bed there is; closed by ^C, too.
     *
     * @param threadedNapi whether the far ends receive in kernel threads, and not on the CPU that sends to them
     */
    static BenchBed create(Cpus cpus, boolean threadedNapi) {
        synchronized (LOCK) {
            if (exiting) {
                throw new IllegalStateException("interrupted");
            }
            BenchBed bed = make(cpus, threadedNapi);
            open = bed;
            return bed;
        }
    }

    private static BenchBed make(Cpus cpus, boolean threadedNapi) {
        NetworkBed network = NetworkBed.create(QUEUES);
        try {
            LANES.forEach(lane -> lay(network, lane, threadedNapi));
            // what nobody sent would be counted
            String quiet = "for all in /proc/sys/net/ipv6/conf/*/disable_ipv6; do [ ! -e $all ] || echo 1 >$all; done";
            network.near("sh", "-c", quiet).orFail();
            network.far("sh", "-c", quiet).orFail();
            Path programs = copyOfPrograms();
            leaveMeasuredCpu(cpus);
            return new BenchBed(network, RunningBroker.start(network), programs, cpus);
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    /**
     * What the bench itself does is not to take time of what it measures. The broker goes with it; other
     * programs are told of their own CPU.
     */
    private static void leaveMeasuredCpu(Cpus cpus) {
        String self = String.valueOf(ProcessHandle.current().pid());
        Programs.run("taskset", "--all-tasks", "--cpu-list", "--pid", String.valueOf(cpus.other()), self)
                .orFail();
    }

    /** Every user can read it: {@code bench.jar}, this class's own, and the folder {@code c} that lies beside it. */
    static Path copyOfPrograms() {
        Path jar = Path.of(
                Objects.requireNonNull(BenchBed.class.getProtectionDomain().getCodeSource())
                        .getLocation()
                        .getPath());
        Path programs = Stage.get().room();
        Programs.run("cp", jar.toString(), programs.resolve("bench.jar").toString())
                .orFail();
        Programs.run("cp", "-r", jar.resolveSibling("c").toString(), programs.toString())
                .orFail();
        Programs.run("chmod", "-R", "a+rX", programs.toString()).orFail();
        return programs;
    }

    private static void lay(NetworkBed network, Lane lane, boolean threadedNapi) {
        pair(network, lane.near(), lane.far(), threadedNapi);
        pair(network, lane.nearOut(), lane.farOut(), threadedNapi);
    }

    private static void pair(NetworkBed network, String near, String far, boolean threadedNapi) {
        if (!near.equals(NetworkBed.NEAR)) { // which is there already
            network.addPair(near, far, QUEUES);
        }
        network.near("ethtool", "-K", near, "gro", "on").orFail();
        if (threadedNapi) {
            network.far("ethtool", "-K", far, "gro", "on").orFail(); // else it has no NAPI
            network.far("sh", "-c", "echo 1 >/sys/class/net/" + far + "/threaded")
                    .orFail();
        }
    }

    /** The broker's socket. */
    String brokerSocket() {
        return broker.socket();
    }

    Cpus cpus() {
        return cpus;
    }

    /** A file of the bench's own that every user can read. */
    String file(String name) {
        return programs.resolve(name).toString();
    }

    /** Starts a program at the near end, on the CPU of what is measured. */
    TalkingProgram near(String name, List<String> command) {
        return TalkingProgram.start(name, nearUnpinned(onCpu(cpus.measured(), command)));
    }

    /** How a program is started at the near end that sees to its CPUs itself. */
    List<String> nearUnpinned(List<String> command) {
        return inNamespace(network.nearNamespace(), command);
    }

    /** Starts one of the bench's own C programs at the far end, on the CPU of the generator. */
    TalkingProgram far(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(file("c/" + program)));
        command.addAll(List.of(arguments));
        return TalkingProgram.start(program, inNamespace(network.farNamespace(), onCpu(cpus.other(), command)));
    }

    @Override
    public void close() {
        synchronized (LOCK) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                broker.close();
            } finally {
                network.close();
            }
        }
    }

    /** Waits for a bed that is being made. */
    private static void closeAtExit() {
        synchronized (LOCK) {
            exiting = true;
            if (open != null) {
                open.close();
            }
        }
    }

    // ip and taskset become the next program, so that the process started is the program itself
    private static List<String> inNamespace(String namespace, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    private static List<String> onCpu(int cpu, List<String> command) {
        List<String> all = new ArrayList<>(List.of("taskset", "--cpu-list", String.valueOf(cpu)));
        all.addAll(command);
        return all;
    }
}
