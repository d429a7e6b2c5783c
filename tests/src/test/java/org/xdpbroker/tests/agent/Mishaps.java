package org.xdpbroker.tests.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.xdpbroker.client.CopyMode;
import org.xdpbroker.client.FrameStack;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpPool;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.protocol.posix.Libc;

/**
 * What goes wrong in a program with its sockets, and must do no more harm than it has to: callbacks that throw, threads that close
 * what others use, packets that come back late. Each method is one, and returns what a test looks at.
 */
final class Mishaps {

    private static final UmemConfig UMEM = UmemConfig.DEFAULT.withFrameCount(256);
    private static final XdpSocketConfig SOCKET = XdpSocketConfig.DEFAULT.withRingSizes(128);
    private static final String MODE = "native";
    private static final int LENGTH = 64;
    private static final int LIMIT_SECONDS = 60;

    /** Long enough for what can be done at once; nothing that is looked for comes. */
    private static final int MOMENT_MILLIS = 300;

    private static final XdpSocketConfig FEW_COMPLETIONS =
            new XdpSocketConfig(256, 256, 256, 32, CopyMode.AUTO, true, false, 0, true);

    /** How much a process may map, of sys/resource.h. */
    private static final int RLIMIT_AS = 9;

    private static final long PAGE_BYTES = 4096;

    private Mishaps() {}

    static String run(String name, int... numbers) throws Exception {
        return switch (name) {
            case "takebound" -> takeBound();
            case "closelease" -> closeLeaseDuringSend();
            case "fillclose" -> closeWhileFilling(numbers[0]);
            case "writerthrows" -> writerThrows();
            case "editorthrows" -> editorThrows();
            case "oversized" -> oversized(numbers[0]);
            case "closeleasewait" -> closeWhileLeaseWaits();
            case "closeleftover" -> closePoolWithSomethingLeft();
            case "fewcompletionsreceive" ->
                fewCompletions(loop -> loop.sender.receive((memory, offset, length) -> {}, 64, MOMENT_MILLIS));
            case "fewcompletionsawaitReadable" -> fewCompletions(loop -> loop.sender.awaitReadable(MOMENT_MILLIS));
            case "fewcompletionsawaitWritable" -> fewCompletionsAndNoRoom();
            case "fewcompletionspool" -> fewCompletionsOfPool();
            case "refusing" -> handlerRefusesOneQueue();
            case "sharerdeleted" -> sharerDeleted();
            case "poolclose" -> closePoolOfWaitingThreads();
            case "late" -> lateCompletions(numbers[0]);
            case "noroomforrings" -> noRoomForRings(numbers[0] == 1);
            case "nofreeframe" -> openWithoutFreeFrame();
            default -> throw new IllegalArgumentException("no such mishap: " + name);
        };
    }

    /** The sockets of two queues on one memory, of which the second is not bound by libxdp. */
    private static String takeBound() throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease =
                        broker.request(Loop.request(Loop.ONE, MODE, SOCKET).withQueues(2));
                Umem umem = Umem.create(UMEM);
                XdpSocket first = lease.open(0, umem, SOCKET);
                XdpSocket second = lease.open(1, umem, SOCKET)) {
            List<String> told = new ArrayList<>();
            for (int queue : new int[] {first.queue(), second.queue()}) {
                told.add(told(() -> lease.takeSocket(queue)));
                told.add(told(() -> lease.bind(queue, umem, SOCKET)));
            }
            return told.stream().distinct().toList().toString();
        }
    }

    /** While a thread writes a packet another closes the lease, and opens a socket that might get a number that became free. */
    private static String closeLeaseDuringSend() throws Exception {
        try (XdpBroker broker = XdpBroker.connect();
                DatagramChannel heard = DatagramChannel.open(StandardProtocolFamily.INET);
                Lease lease =
                        broker.request(Loop.request(Loop.ONE, MODE, SOCKET).withQueues(2));
                Umem umem = Umem.create(UMEM)) {
            heard.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            heard.configureBlocking(false);
            lease.open(0, umem, SOCKET);
            XdpSocket second = lease.open(1, umem, SOCKET);
            List<DatagramChannel> others = new ArrayList<>();
            try {
                int sent = second.send(
                        (memory, offset, room) -> {
                            try {
                                CompletableFuture.runAsync(lease::close).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                                for (int i = 0; i < 8; i++) {
                                    others.add(DatagramChannel.open().connect(heard.getLocalAddress()));
                                }
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                            return new Loop.Sequence(LENGTH).write(memory, offset, room);
                        },
                        1);
                boolean intruded = heard.receive(ByteBuffer.allocate(LENGTH)) != null;
                return "sent " + sent + " open=" + second.isOpen() + " intruded=" + intruded;
            } finally {
                for (DatagramChannel other : others) {
                    other.close();
                }
            }
        }
    }

    /** A thread fills and reclaims all the time; another closes. The rings go away with the socket. */
    private static String closeWhileFilling(int times) throws Exception {
        try (XdpBroker broker = XdpBroker.connect();
                Lease keepsTheProgram =
                        broker.request(Loop.request(Loop.ONE, MODE, SOCKET).withStartQueue(1));
                Umem umem = Umem.create(UMEM)) {
            List<String> ends = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                try (Lease lease = broker.request(Loop.request(Loop.ONE, MODE, SOCKET))) {
                    XdpSocket socket = lease.open(0, umem, SOCKET);
                    CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> told(() -> {
                        while (true) {
                            socket.reclaim(socket.frames());
                            socket.fill(socket.frames(), 8);
                        }
                    }));
                    TimeUnit.MILLISECONDS.sleep(1 + i % 5);
                    socket.close();
                    ends.add(end.get(LIMIT_SECONDS, TimeUnit.SECONDS));
                }
            }
            return ends.stream().distinct().toList() + " with lease " + keepsTheProgram.queues();
        }
    }

    /** What was written before leaves without another call. */
    private static String writerThrows() throws IOException {
        try (Loop loop = new Loop(MODE, UMEM, SOCKET)) {
            Loop.Sequence sent = new Loop.Sequence(LENGTH);
            String told = told(() -> loop.sender.send(
                    (memory, offset, room) -> {
                        if (sent.next == 2) {
                            throw new IllegalStateException("enough");
                        }
                        return sent.write(memory, offset, room);
                    },
                    3));
            return told + "; " + Loop.drain(loop.receiver, 2, new Loop.Sequence(LENGTH)) + " came";
        }
    }

    private static String editorThrows() throws IOException {
        try (Loop loop = new Loop(MODE, UMEM, SOCKET)) {
            loop.sender.send(new Loop.Sequence(LENGTH).writer(), 3);
            while (loop.receiver.rxRing().available() < 3) {
                loop.receiver.awaitReadable(1);
            }
            int[] edited = {0};
            String told = told(() -> loop.receiver.forward(
                    (memory, offset, length) -> {
                        if (++edited[0] == 3) {
                            throw new IllegalStateException("enough");
                        }
                        return length;
                    },
                    loop.receiver,
                    64));
            return told + "; " + Loop.drain(loop.sender, 2, new Loop.Sequence(LENGTH)) + " came back";
        }
    }

    /** The first packet of a batch is longer than the interface sends. */
    private static String oversized(int length) throws IOException {
        try (Loop loop = new Loop(MODE, UMEM, SOCKET)) {
            Loop.Sequence tooLong = new Loop.Sequence(length);
            Loop.Sequence sent = new Loop.Sequence(LENGTH);
            int[] written = {0};
            loop.sender.send(
                    (memory, offset, room) ->
                            written[0]++ == 0 ? tooLong.write(memory, offset, room) : sent.write(memory, offset, room),
                    10);
            return Loop.drain(loop.receiver, 9, new Loop.Sequence(LENGTH)) + " came";
        }
    }

    private static String closeWhileLeaseWaits() throws Exception {
        try (Umem umem = Umem.create(UMEM);
                XdpBroker broker = XdpBroker.connect();
                Lease lease = broker.request(Loop.request(Loop.ONE, MODE, SOCKET))) {
            XdpSocket socket = lease.open(0, umem, SOCKET);
            lease.awaitEvent(Duration.ofSeconds(LIMIT_SECONDS)); // that it is bound, which would end the wait, too
            CompletableFuture<String> end = Waits.start(() -> lease.awaitReadable(-1) ? 1 : 0);
            socket.close();
            return end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The test sets the interface down meanwhile. */
    private static String closePoolWithSomethingLeft() throws Exception {
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease = broker.request(Loop.request(Loop.ONE, MODE, SOCKET))) {
            XdpPool pool = XdpPool.perQueue(lease, UMEM, SOCKET);
            XdpSocket socket = pool.sockets().get(0);
            Loop.Sequence sent = new Loop.Sequence(LENGTH);
            do {
                TimeUnit.MILLISECONDS.sleep(1);
                socket.send(sent.writer(), 1);
            } while (socket.wakeup());
            CompletableFuture<String> end = Waits.start(() -> pool.awaitReadable(-1) ? 1 : 0);
            pool.close();
            return end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** More packets than can be on their way at once. The kernel leaves the rest on the tx ring, and no packet tells of them. */
    private static String fewCompletions(Wait wait) throws IOException {
        try (Loop loop = new Loop(MODE, UMEM.withFrameCount(512), FEW_COMPLETIONS)) {
            loop.sender.send(new Loop.Sequence(LENGTH).writer(), 200);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (loop.sender.txRing().pending() > 0 && System.nanoTime() < end) {
                wait.on(loop);
            }
            return Loop.drain(loop.receiver, 200, new Loop.Sequence(LENGTH)) + " came";
        }
    }

    private static String fewCompletionsAndNoRoom() throws IOException {
        try (Loop loop = new Loop(MODE, UMEM.withFrameCount(512), FEW_COMPLETIONS)) {
            loop.sender.send(new Loop.Sequence(LENGTH).writer(), 200);
            return String.valueOf(loop.sender.awaitWritable(Loop.WAIT_MILLIS));
        }
    }

    private static String fewCompletionsOfPool() throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = broker.request(Loop.request(Loop.ONE, MODE, SOCKET));
                Lease far = broker.request(Loop.request(Loop.OTHER, MODE, SOCKET));
                Umem umem = Umem.create(UMEM.withFrameCount(512));
                XdpSocket receiver = far.open(0, umem);
                XdpPool pool = XdpPool.perQueue(near, UMEM.withFrameCount(512), FEW_COMPLETIONS)) {
            pool.sockets().get(0).send(new Loop.Sequence(LENGTH).writer(), 200);
            pool.awaitReadable(MOMENT_MILLIS);
            return Loop.drain(receiver, 200, new Loop.Sequence(LENGTH)) + " came";
        }
    }

    /** As many calls as there are queues have to do for the packet of the second. */
    private static String handlerRefusesOneQueue() throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = broker.request(Loop.request(Loop.ONE, MODE, SOCKET).withQueues(2));
                Lease far =
                        broker.request(Loop.request(Loop.OTHER, MODE, SOCKET).withQueues(2));
                XdpPool senders = XdpPool.perQueue(near, UMEM, SOCKET);
                XdpPool pool = XdpPool.perQueue(far, UMEM, SOCKET)) {
            senders.sockets().get(0).send(new Loop.Sequence(LENGTH).writer(), 20);
            senders.sockets().get(1).send(new Loop.Sequence(2 * LENGTH).writer(), 1);
            for (XdpSocket socket : pool.sockets()) {
                socket.awaitReadable(Loop.WAIT_MILLIS);
            }
            int[] came = {0};
            for (int i = 0; i < pool.sockets().size(); i++) {
                told(() -> pool.receive(
                        (memory, offset, length) -> {
                            if (length == LENGTH) {
                                throw new IllegalArgumentException("too short");
                            }
                            came[0]++;
                        },
                        64));
            }
            return came[0] + " came";
        }
    }

    /** The test deletes the interface of the socket that has registered the memory. */
    private static String sharerDeleted() throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease gone = broker.request(Loop.request("gone0", MODE, SOCKET));
                Lease near = broker.request(Loop.request(Loop.ONE, MODE, SOCKET));
                Lease far = broker.request(Loop.request(Loop.OTHER, MODE, SOCKET));
                Umem umem = Umem.create(UMEM);
                XdpSocket first = gone.open(0, umem, SOCKET);
                XdpSocket second = near.open(0, umem, SOCKET)) {
            gone.awaitEnd(Duration.ofSeconds(LIMIT_SECONDS));
            try (XdpSocket third = far.bind(0, umem, SOCKET)) {
                return "bound beside " + first.isOpen() + " " + second.isOpen() + " " + third.isOpen();
            }
        }
    }

    private static String closePoolOfWaitingThreads() throws Exception {
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease =
                        broker.request(Loop.request(Loop.ONE, MODE, SOCKET).withQueues(2))) {
            XdpPool pool = XdpPool.perQueue(lease, UMEM, SOCKET);
            List<CompletableFuture<String>> ends = new ArrayList<>();
            for (XdpSocket socket : pool.sockets()) {
                ends.add(Waits.start(() -> socket.receive((memory, offset, length) -> {}, 64, -1)));
            }
            pool.close();
            List<String> told = new ArrayList<>();
            for (CompletableFuture<String> end : ends) {
                told.add(end.get(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            return told.toString();
        }
    }

    /**
     * All frames of a socket that forwards are on their way when it waits, and no packet can come before they are back: the other end
     * takes its packets in a thread of the kernel's.
     */
    private static String lateCompletions(int rounds) throws Exception {
        UmemConfig one = UmemConfig.DEFAULT.withFrameCount(1);
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = broker.request(Loop.request(Loop.ONE, MODE, SOCKET));
                Lease far = broker.request(Loop.request(Loop.OTHER, MODE, SOCKET));
                Umem nearUmem = Umem.create(one);
                Umem farUmem = Umem.create(UMEM);
                XdpSocket middle = near.open(0, nearUmem, SOCKET);
                XdpSocket end = far.open(0, farUmem, SOCKET)) {
            CompletableFuture<String> forwarding = Waits.start(() -> {
                while (true) {
                    middle.forward((memory, offset, length) -> length, middle, 64, -1);
                }
            });
            Loop.Sequence sent = new Loop.Sequence(LENGTH);
            int came = 0;
            long heard = System.nanoTime();
            while (came < rounds) {
                end.send(sent.writer(), 1); // one that finds no frame is lost, and another is sent
                int count = end.receive((memory, offset, length) -> {}, 64, 20);
                came += count;
                if (count > 0) {
                    heard = System.nanoTime();
                } else if (System.nanoTime() - heard > TimeUnit.MILLISECONDS.toNanos(Loop.WAIT_MILLIS)) {
                    return came + " came back, then none";
                }
            }
            broker.revoke(near.id(), "enough");
            return "all came back; " + forwarding.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /**
     * The memory is registered, which can be done once, and then there is no room for the rings.
     *
     * @param direct whether it is system calls of the library's own that bind
     */
    private static String noRoomForRings(boolean direct) throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease = broker.request(Loop.request(Loop.ONE, MODE, SOCKET));
                Umem umem = Umem.create(UMEM.withTxMetadata(direct))) {
            long[] unlimited = new long[2];
            Libc.get().prlimit(0, RLIMIT_AS, null, unlimited);
            String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
            long now = Long.parseLong(pages[0]) * PAGE_BYTES;
            Libc.get().prlimit(0, RLIMIT_AS, new long[] {now + (16 << 20), unlimited[1]}, null);
            String told;
            try {
                told = told(() -> lease.bind(0, umem, SOCKET.withRingSizes(1 << 22)));
            } finally {
                Libc.get().prlimit(0, RLIMIT_AS, unlimited, null);
            }
            return told.contains("ENOMEM") + "; " + told(() -> lease.bind(0, umem, SOCKET));
        }
    }

    private static String openWithoutFreeFrame() throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease = broker.request(Loop.request(Loop.ONE, MODE, SOCKET));
                Umem umem = Umem.create(UMEM)) {
            FrameStack kept = umem.frames().split(umem.frames().size());
            String told = told(() -> lease.open(0, umem, SOCKET));
            umem.frames().push(kept.pop());
            lease.open(0, umem, SOCKET).close();
            return told;
        }
    }

    private static String told(Attempt attempt) {
        try {
            return "did: " + attempt.run();
        } catch (IOException | RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    /** What goes on with what was sent. */
    @FunctionalInterface
    private interface Wait {
        void on(Loop loop) throws IOException;
    }

    /** What is expected to fail. */
    @FunctionalInterface
    private interface Attempt {
        Object run() throws IOException;
    }
}
