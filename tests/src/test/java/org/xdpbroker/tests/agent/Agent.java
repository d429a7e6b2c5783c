package org.xdpbroker.tests.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.xdpbroker.client.CopyMode;
import org.xdpbroker.client.FrameStack;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpBrokerException;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.client.ring.FrameTable;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.message.LeaseEvent;

/**
 * Reads commands from standard input, one a line, and answers each with one line, {@code ok ...} or {@code error ...}. L is a
 * name the test chooses for a lease.
 *
 * <pre>
 *   request L IFNAME COUNT START MODE   ok id mode fallback-reason
 *   askrequest ...                      the same; a person may be asked
 *   open L QUEUE                        binds, fills and activates
 *   openrings L QUEUE RX TX FILL        the same with rings of these sizes, and as many frames as go into the fill ring
 *   bind L QUEUE                        binds and fills
 *   bindto L QUEUE IFNAME QUEUE2        binds the socket of QUEUE elsewhere
 *   activate L
 *   receive L QUEUE COUNT MILLIS        ok number of packets, at most COUNT, waited for at most MILLIS
 *   send L QUEUE COUNT                  sends broadcast frames of the local experimental ether type, each when the other
 *                                       end has taken the one before it, or has had no room for it
 *   submit L QUEUE COUNT                puts such frames on the tx ring, and does not wake the kernel for them
 *   events L COUNT                      ok kinds so far, of as many events and any that come shortly after them
 *   awaitend L                          ok reason
 *   close L
 *   cycle IFNAME TIMES                  requests, opens and closes a lease that many times
 *   leases                              ok number of leases to be seen
 *   revoke ID
 *   udp HOST PORT COUNT                 sends datagrams from as many source ports
 *   udpecho HOST PORT COUNT             ok number of datagrams that came back as they were sent, each waited for
 *   unchecked                           leaves checked mode, if it is the first command
 *   datapath NAME MODE NUMBER...        ok what that method of {@link DataPath} returns
 *   mishap NAME NUMBER...               ok what that method of {@link Mishaps} returns
 *   wait EVENT [packet|forward]         ok how a receive ended that waited while that of {@link Waits} happened
 *   waittwice                           ok what a second thread is told that uses the socket of one that waits
 *   receiveon                           ok how a receive ended that never waits, when its lease was revoked
 *   waitforroom BUDGET                  ok whether there was room on a full tx ring in the end, and how many packets came
 *   csumudp L QUEUE HOST PORT METADATA  sends a datagram whose checksum is left to be completed, and asks for that or not;
 *                                       then one that ends udplisten
 *   udplisten PORT                      ok number of datagrams that came before the one that ends it
 *   capabilities                        ok effective capabilities in hexadecimal
 *   descriptors                         ok number of open file descriptors
 *   hurry COUNT                         asks for its leases so often on one connection; ok the first refusal
 *   call METHOD JSON                    ok reply; any call, without the client library
 *   makesocket                          makes an AF_XDP socket of its own, which it should not be able to
 *   loadprogram                         loads an XDP program of its own, which it should not be able to
 * </pre>
 */
public final class Agent {

    private static final XdpSocketConfig SOCKET = XdpSocketConfig.DEFAULT.withRingSizes(256);
    private static final UmemConfig UMEM = UmemConfig.DEFAULT.withFrameCount(256);
    private static final int FRAME_BYTES = 60;
    /** What comes comes soon; on a busy machine it may take a while. */
    private static final int PATIENT_MILLIS = 60_000;

    private static final int PAUSE_MICROS = 50;

    private final Map<String, Lease> leases = new HashMap<>();
    private final Map<String, XdpSocket> sockets = new HashMap<>();

    private Agent() {}

    public static void main(String[] args) throws IOException {
        Agent agent = new Agent();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(agent.answer(line.split(" ")));
            System.out.flush();
        }
    }

    private String answer(String... words) {
        try {
            return "ok " + obey(words);
        } catch (XdpBrokerException e) {
            return "error " + e.errorName() + " " + e.getMessage();
        } catch (Exception e) {
            return "error " + e.getClass().getSimpleName() + " "
                    + String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }

    private String obey(String... words) throws Exception {
        return switch (words[0]) {
            case "request" -> request(false, words);
            case "askrequest" -> request(true, words);
            case "revoke" -> {
                try (XdpBroker broker = XdpBroker.connect()) {
                    broker.revoke(words[1], null);
                }
                yield "";
            }
            case "open" -> {
                sockets.put(words[1] + words[2], lease(words[1]).open(number(words[2]), Umem.create(UMEM), SOCKET));
                yield "";
            }
            case "openrings" -> {
                sockets.put(words[1] + words[2], openRings(words));
                yield "";
            }
            case "bind" -> {
                XdpSocket socket = lease(words[1]).bind(number(words[2]), Umem.create(UMEM), SOCKET);
                socket.fill(socket.umem().frames(), UMEM.frameCount() / 2);
                sockets.put(words[1] + words[2], socket);
                yield "";
            }
            case "bindto" -> {
                sockets.put(words[1] + words[2], bindElsewhere(words));
                yield "";
            }
            case "activate" -> {
                lease(words[1]).activate();
                yield "";
            }
            case "receive" -> receive(socket(words), number(words[3]), number(words[4]));
            case "send" -> send(socket(words), number(words[3]));
            case "submit" -> {
                Loop.submit(socket(words), Agent::writeBroadcast, number(words[3]));
                yield "";
            }
            case "events" -> events(lease(words[1]), number(words[2]));
            case "awaitend" -> {
                lease(words[1]).awaitEnd(Duration.ofMillis(PATIENT_MILLIS));
                yield lease(words[1]).endReason().orElse("goes on");
            }
            case "close" -> {
                lease(words[1]).close();
                yield "";
            }
            case "cycle" -> cycle(words[1], number(words[2]));
            case "leases" -> {
                try (XdpBroker broker = XdpBroker.connect()) {
                    yield String.valueOf(broker.leases().size());
                }
            }
            case "udp" -> sendDatagrams(words[1], number(words[2]), number(words[3]));
            case "udpecho" -> echoDatagrams(words[1], number(words[2]), number(words[3]));
            case "unchecked" -> {
                System.setProperty(FrameTable.PROPERTY, "false");
                yield "";
            }
            case "datapath" ->
                DataPath.run(
                        words[1],
                        words[2],
                        Arrays.stream(words).skip(3).mapToInt(Agent::number).toArray());
            case "mishap" ->
                Mishaps.run(
                        words[1],
                        Arrays.stream(words).skip(2).mapToInt(Agent::number).toArray());
            case "wait" -> Waits.during(words[1], words.length > 2 ? words[2] : "");
            case "waittwice" -> Waits.twoThreads();
            case "receiveon" -> Waits.withoutWaiting();
            case "waitforroom" -> Waits.forRoom(number(words[1]));
            case "csumudp" ->
                Checksums.send(lease(words[1]), number(words[2]), words[3], number(words[4]), words[5].equals("true"));
            case "udplisten" -> listen(number(words[1]));
            case "capabilities" ->
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("CapEff:"))
                        .map(line -> line.substring(7).strip())
                        .collect(Collectors.joining());
            case "descriptors" -> {
                try (var files = Files.list(Path.of("/proc/self/fd"))) {
                    yield String.valueOf(files.count());
                }
            }
            case "hurry" -> hurry(number(words[1]));
            case "call" -> RawCall.answer(words[1], words[2]);
            case "makesocket" -> {
                Privileged.makeSocket();
                yield "";
            }
            case "loadprogram" -> {
                Privileged.loadProgram();
                yield "";
            }
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        };
    }

    private String request(boolean mayAsk, String... words) throws IOException {
        // the connection stays open with the lease, for activate
        Lease lease = XdpBroker.connect()
                .request(LeaseRequest.of(words[2])
                        .withQueues(number(words[3]))
                        .withStartQueue(number(words[4]))
                        .withAttachMode(AttachMode.valueOf(words[5].toUpperCase(Locale.ROOT)))
                        .withInteractiveAuthentication(mayAsk));
        leases.put(words[1], lease);
        return lease.id() + " " + lease.attachMode().word() + " "
                + lease.fallbackReason().orElse("");
    }

    private XdpSocket openRings(String... words) throws IOException {
        int rx = number(words[3]);
        int tx = number(words[4]);
        int fill = number(words[5]);
        return lease(words[1])
                .open(
                        number(words[2]),
                        Umem.create(UmemConfig.DEFAULT.withFrameCount(2 * fill)),
                        new XdpSocketConfig(rx, tx, fill, fill, CopyMode.AUTO, true, false, 0, true));
    }

    private XdpSocket bindElsewhere(String... words) throws IOException {
        return XdpSocket.bind(
                lease(words[1]).takeSocket(number(words[2])),
                new InterfaceName(words[3]),
                number(words[4]),
                Umem.create(UMEM),
                SOCKET);
    }

    private static String receive(XdpSocket socket, int most, int millis) throws IOException {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        int received = 0;
        while (received < most && System.nanoTime() < end) {
            socket.awaitReadable((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
            int count = socket.rxRing().peek(most - received);
            for (int i = 0; i < count; i++) {
                socket.umem().frames().push(socket.rxRing().frameAddr(i) / UMEM.frameSize() * UMEM.frameSize());
            }
            socket.rxRing().release(count);
            socket.fill(socket.umem().frames(), count);
            received += count;
        }
        return String.valueOf(received);
    }

    private static String send(XdpSocket socket, int count) throws IOException {
        FrameStack frames = socket.umem().frames();
        int free = frames.size();
        for (int i = 0; i < count; i++) {
            Loop.submit(socket, Agent::writeBroadcast, 1);
            socket.wakeup();
            // a frame comes back when the packet has left the veth, whose own ring drops what is too much for it
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENT_MILLIS);
            while (frames.size() < free && System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PAUSE_MICROS));
                socket.reclaim(frames);
            }
            if (frames.size() < free) {
                throw new IOException("packet " + i + " was not sent: " + socket.statistics());
            }
        }
        return "";
    }

    private static int writeBroadcast(ByteBuffer memory, int offset, int room) {
        for (int at = 0; at < FRAME_BYTES; at++) {
            memory.put(offset + at, (byte) (at < 6 ? 0xff : at == 12 ? 0x88 : at == 13 ? 0xb5 : 2));
        }
        return FRAME_BYTES;
    }

    private static String events(Lease lease, int count) throws IOException {
        List<String> kinds = new ArrayList<>();
        while (true) {
            Optional<LeaseEvent> event =
                    lease.awaitEvent(Duration.ofMillis(kinds.size() < count ? PATIENT_MILLIS : 200));
            if (event.isEmpty()) {
                return String.join(" ", kinds);
            }
            kinds.add(event.get().kind().word());
        }
    }

    private static String cycle(String interfaceName, int times) throws IOException {
        try (XdpBroker broker = XdpBroker.connect()) {
            for (int i = 0; i < times; i++) {
                try (Lease lease = broker.request(LeaseRequest.of(interfaceName));
                        Umem umem = Umem.create(UMEM);
                        XdpSocket socket = lease.open(0, umem, SOCKET)) {
                    socket.statistics();
                }
            }
        }
        return "";
    }

    private static String hurry(int calls) throws IOException {
        try (XdpBroker broker = XdpBroker.connect()) {
            for (int i = 0; i < calls; i++) {
                broker.leases();
            }
            return "never refused";
        } catch (XdpBrokerException e) {
            return e.errorName();
        }
    }

    private static String sendDatagrams(String host, int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try (DatagramSocket socket = new DatagramSocket()) {
                byte[] data = "packet".getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(data, data.length, InetAddress.getByName(host), port));
            }
        }
        return "";
    }

    private static String listen(int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(port)) {
            socket.setSoTimeout(PATIENT_MILLIS);
            for (int received = 0; true; received++) {
                DatagramPacket datagram = new DatagramPacket(new byte[100], 100);
                socket.receive(datagram);
                if (datagram.getLength() == Checksums.LAST_BYTES) {
                    return String.valueOf(received);
                }
            }
        }
    }

    private static String echoDatagrams(String host, int port, int count) throws IOException {
        int answered = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENT_MILLIS);
            for (int i = 0; i < count; i++) {
                byte[] data = ("datagram " + i).getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(data, data.length, InetAddress.getByName(host), port));
                DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                socket.receive(answer);
                byte[] came = Arrays.copyOf(answer.getData(), answer.getLength());
                answered += Arrays.equals(came, data) ? 1 : 0;
            }
        }
        return String.valueOf(answered);
    }

    private Lease lease(String name) {
        Lease lease = leases.get(name);
        if (lease == null) {
            throw new IllegalArgumentException("no lease " + name);
        }
        return lease;
    }

    private XdpSocket socket(String... words) {
        XdpSocket socket = sockets.get(words[1] + words[2]);
        if (socket == null) {
            throw new IllegalArgumentException("no socket " + words[1] + " " + words[2]);
        }
        return socket;
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }
}
