package org.xdpbroker.bench;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.bench.StartupRow.Goal;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;

/**
 * How soon the programs are there, and how large. What is compared runs in turn: ours, the peer, ours, the peer.
 *
 * @param runs of each program
 * @param opens how many sockets each client opens after it has warmed up
 */
record Startup(StartupBed bed, int runs, int opens) {

    /** A queue that was closed is free again some 25 ms later. */
    static final int QUEUES_IN_TURN = 4;
    /** As many, where the next one is opened after some 5 ms. */
    private static final int QUEUES_IN_WARM_UP = 16;

    private static final String NO_ARCHIVE = "without archive";
    private static final String C_PAIR = "C broker, C client";
    private static final Goal COMMAND = new Goal(150, false);
    private static final Goal FIRST_REPLY = new Goal(250, false);
    private static final Goal MEMORY = new Goal(64, false);
    private static final Goal TWICE = new Goal(2, true);
    private static final int MANY_LEASES = 100;
    /** So many the Java client opens first: its virtual machine and the broker's compile what they do often. C needs none of it. */
    private static final int WARM_UP = 3000;
    /** So many each client opens then, in turn, before it counts. */
    private static final int SETTLE = 100;

    private static final int PAUSE_MILLIS = 20;
    private static final byte[] QUESTION =
            "{\"method\":\"org.varlink.service.GetInfo\"}\0".getBytes(StandardCharsets.US_ASCII);

    List<StartupRow> rows() {
        List<StartupRow> rows = new ArrayList<>();
        rows.add(command("xdp-broker leases", "leases"));
        try (LineProcess holder = client(1)) { // a first attach costs 11 ms, whoever asks
            holder.line();
            rows.add(
                    command("xdp-broker request -- true", "request " + StartupBed.NEAR + " 1 --start-queue 1 -- true"));
        }
        rows.addAll(daemon());
        rows.add(leases());
        rows.addAll(usableSockets());
        return rows;
    }

    private StartupRow command(String name, String arguments) {
        List<Double> ours = new ArrayList<>();
        List<Double> peer = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            ours.add(wallMillis(bed.withArchives(), arguments));
            peer.add(wallMillis(bed.withoutArchives(), arguments));
        }
        return done(new StartupRow(name, "ms", ours, NO_ARCHIVE, peer, COMMAND));
    }

    /** From the start of the script to its end, by the shell that starts it. */
    private double wallMillis(Path home, String arguments) {
        String script = "TIMEFORMAT=%R; time " + home.resolve("bin/xdp-broker") + " " + arguments + " >/dev/null";
        List<String> command = bed.asUser(
                Unprivileged.JAVA_UID, List.of("env", "XDP_BROKER_SOCKET=" + bed.socket(), "bash", "-c", script));
        Programs.Result result = Programs.run(command);
        result.orFail();
        return Double.parseDouble(result.err().strip()) * 1000;
    }

    private List<StartupRow> daemon() {
        List<Daemon> ours = new ArrayList<>();
        List<Daemon> peer = new ArrayList<>();
        Path policy = BrokerCommand.newPolicyFile(StartupBed.POLICY);
        for (int i = 0; i < runs; i++) {
            ours.add(daemon(bed.withArchives(), policy));
            peer.add(daemon(bed.withoutArchives(), policy));
        }
        return List.of(
                done(new StartupRow(
                        "xdp-brokerd, start to first reply",
                        "ms",
                        millis(ours),
                        NO_ARCHIVE,
                        millis(peer),
                        FIRST_REPLY)),
                done(new StartupRow("xdp-brokerd, memory when idle", "MiB", mib(ours), NO_ARCHIVE, mib(peer), MEMORY)));
    }

    /** @param mib its resident memory after that */
    private record Daemon(double firstReplyMillis, double mib) {}

    private static List<Double> millis(List<Daemon> daemons) {
        return daemons.stream().map(Daemon::firstReplyMillis).toList();
    }

    private static List<Double> mib(List<Daemon> daemons) {
        return daemons.stream().map(Daemon::mib).toList();
    }

    private Daemon daemon(Path home, Path policy) {
        String socket = BrokerCommand.newSocket();
        long start = System.nanoTime();
        try (LineProcess daemon = bed.startBroker(home, policy, socket)) {
            ask(socket);
            double millis = (System.nanoTime() - start) / 1e6;
            return new Daemon(millis, resident(daemon.pid()));
        }
    }

    private static double resident(long pid) {
        return Double.parseDouble(Procfs.status(pid, "VmRSS").replace(" kB", "")) / 1024;
    }

    /** Asks who is there, as soon as somebody is. */
    static void ask(String socket) {
        long end = System.nanoTime() + Waiting.LIMIT.toNanos();
        while (true) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                channel.write(ByteBuffer.wrap(QUESTION));
                if (channel.read(ByteBuffer.allocate(4096)) <= 0) {
                    throw new IllegalStateException("xdp-brokerd answers nothing");
                }
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new UncheckedIOException("xdp-brokerd does not start", e);
                }
                Waiting.sleep(1);
            }
        }
    }

    private StartupRow leases() {
        try (LineProcess holder = client(MANY_LEASES)) {
            holder.line();
            List<Double> mib = List.of(resident(bed.broker().pid()));
            return done(
                    new StartupRow("xdp-brokerd, with " + MANY_LEASES + " leases", "MiB", mib, null, List.of(), null));
        }
    }

    private List<StartupRow> usableSockets() {
        String cSocket = Path.of(BrokerCommand.newSocket()).toString();
        List<String> cBroker = bed.inNamespace(
                List.of(bed.file("c/grant"), cSocket, Path.of(bed.file("")).toString(), StartupBed.NEAR_OF_C));
        List<List<Double>> micros = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (LineProcess broker = LineProcess.start("c/grant", cBroker);
                LineProcess java = client(1);
                LineProcess c = cClient(bed.socket(), StartupBed.NEAR);
                LineProcess cPair = cClient(cSocket, StartupBed.NEAR_OF_C)) {
            List<LineProcess> clients = List.of(java, c, cPair);
            broker.line(); // each says that it is ready
            clients.forEach(LineProcess::line);
            for (int i = 0; i < WARM_UP; i++) {
                open(java, 1 + i % QUEUES_IN_WARM_UP);
                Waiting.sleep(PAUSE_MILLIS / 4);
            }
            for (int i = -SETTLE; i < opens; i++) {
                for (int client = 0; client < clients.size(); client++) {
                    // each client its own queues, from 1 on: a lease of queue 0 keeps the program attached
                    int queue = 1 + Math.floorMod(i, QUEUES_IN_TURN) + (client == 1 ? QUEUES_IN_TURN : 0);
                    double taken = open(clients.get(client), queue);
                    if (i >= 0) {
                        micros.get(client).add(taken);
                    }
                    Waiting.sleep(i >= 0 ? PAUSE_MILLIS : PAUSE_MILLIS / 4);
                }
            }
        }
        return List.of(
                done(new StartupRow("request to usable socket", "us", micros.get(0), C_PAIR, micros.get(2), TWICE)),
                done(new StartupRow("... of a C client", "us", micros.get(1), C_PAIR, micros.get(2), null)));
    }

    private static double open(LineProcess client, int queue) {
        client.say(String.valueOf(queue));
        return JsonParser.parseString(client.line()).getAsJsonObject().get("ns").getAsDouble() / 1000;
    }

    /** @param leases how many leases it holds, from queue 0 on */
    private LineProcess client(int leases) {
        List<String> command =
                JavaContender.program(bed.socket(), bed.file("bench.jar"), "org.xdpbroker.bench.loop.OpenMain");
        command.addAll(List.of(StartupBed.NEAR, String.valueOf(leases)));
        return LineProcess.start("java", bed.asUser(Unprivileged.JAVA_UID, command));
    }

    private LineProcess cClient(String socket, String interfaceName) {
        return LineProcess.start(
                "c/usable",
                bed.asUser(Unprivileged.C_UID, List.of(bed.file("c/usable"), "--broker=" + socket, interfaceName)));
    }

    private static StartupRow done(StartupRow row) {
        System.err.println("bench: " + row.name() + " is measured");
        return row;
    }
}
