package org.xdpbroker.tests.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.xdpbroker.client.CopyMode;
import org.xdpbroker.client.FrameStack;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.client.XdpStatistics;
import org.xdpbroker.client.ring.TxRing;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.InterfaceName;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.tests.agent.Loop.Sequence;

/**
 * What AF_XDP sockets do, tried on both ends of a veth pair: the behaviours that the kernel's own tests of AF_XDP name. Each
 * method is one, run in a process without privilege, and returns what a test looks at.
 */
final class DataPath {

    static final UmemConfig UMEM = UmemConfig.DEFAULT.withFrameCount(512);
    static final XdpSocketConfig SOCKET = XdpSocketConfig.DEFAULT.withRingSizes(256);
    static final int LENGTH = 64;

    private final String mode;

    private DataPath(String mode) {
        this.mode = mode;
    }

    static String run(String name, String mode, int... numbers) throws Exception {
        DataPath path = new DataPath(mode);
        Pools pools = new Pools(mode);
        return switch (name) {
            case "order" -> path.passes(UMEM, SOCKET, numbers[0], numbers[1]);
            case "framesize" -> path.passes(UMEM.withFrameSize(numbers[0]), SOCKET, 1000, numbers[1]);
            case "hugepages" -> path.passes(UMEM.withHugePages(true), SOCKET, 1000, LENGTH);
            case "txbudget" -> path.txBudget(numbers[0]);
            case "needwakeup" -> path.needWakeup(true);
            case "nowakeup" -> path.needWakeup(false);
            case "copy" -> path.passes(UMEM, SOCKET.withCopyMode(CopyMode.COPY), 1000, LENGTH);
            case "zerocopy" -> path.demandZeroCopy(numbers[0] == 1);
            case "unaligned" -> path.passes(UMEM.withUnaligned(true).withFrameSize(numbers[0]), SOCKET, 10_000, LENGTH);
            case "acrossframes" -> path.acrossFrames();
            case "bidirectional" -> path.bidirectional(numbers[0]);
            case "headroom" -> path.headroom(numbers[0]);
            case "fullrx" -> path.fullRxRing();
            case "fulltx" -> path.fullTxRing();
            case "emptyfill" -> path.emptyFillRing();
            case "invalidtx" -> path.invalidTxDescriptors();
            case "invalidfill" -> path.invalidFillDescriptors();
            case "multibuffer" -> path.multiBuffer(numbers[0]);
            case "shared" -> pools.forwardInPlace(numbers[0], numbers[1]);
            case "threads" -> pools.threadEachQueue(numbers[0]);
            case "pool" -> pools.receiveFromEach();
            case "rebind" -> path.rebind(numbers[0]);
            case "rebindboth" -> pools.rebind(numbers[0]);
            case "busypoll" -> path.busyPoll();
            case "copymode" -> path.zeroCopy();
            default -> throw new IllegalArgumentException("no such behaviour: " + name);
        };
    }

    private String passes(UmemConfig umem, XdpSocketConfig config, int count, int length) throws IOException {
        try (Loop loop = new Loop(mode, umem, config)) {
            Loop.pass(loop.sender, loop.receiver, count, length);
            loop.awaitFrames();
            return "passed";
        }
    }

    private String bidirectional(int count) throws IOException {
        try (Loop loop = new Loop(mode, UMEM, SOCKET)) {
            Sequence there = new Sequence(LENGTH);
            Sequence back = new Sequence(LENGTH);
            Sequence arrivedThere = new Sequence(LENGTH);
            Sequence arrivedBack = new Sequence(LENGTH);
            while (arrivedThere.next < count || arrivedBack.next < count) {
                loop.sender.send(there.writer(), room(there, arrivedThere, count));
                loop.receiver.send(back.writer(), room(back, arrivedBack, count));
                int came = loop.receiver.receive(
                        arrivedThere.checker(), 64, arrivedThere.next < there.next ? Loop.WAIT_MILLIS : 0);
                came += loop.sender.receive(
                        arrivedBack.checker(), 64, arrivedBack.next < back.next ? Loop.WAIT_MILLIS : 0);
                if (came == 0) {
                    throw new IllegalStateException("of " + there.next + " and " + back.next + " packets sent "
                            + arrivedThere.next + " and " + arrivedBack.next + " came");
                }
            }
            loop.awaitFrames();
            return "passed";
        }
    }

    static int room(Sequence sent, Sequence received, int count) {
        return (int) Math.min(32, Math.min(Loop.WINDOW - (sent.next - received.next), count - sent.next));
    }

    /** Where in its frame a packet was put. */
    private String headroom(int bytes) throws IOException {
        try (Loop loop = new Loop(mode, UMEM.withHeadroom(bytes), SOCKET)) {
            loop.sender.send(new Sequence(LENGTH).writer(), 1);
            int[] offset = new int[1];
            loop.receiver.receive((memory, at, length) -> offset[0] = at % UMEM.frameSize(), 1, Loop.WAIT_MILLIS);
            return String.valueOf(offset[0]);
        }
    }

    private String fullRxRing() throws IOException {
        XdpSocketConfig small = new XdpSocketConfig(64, 256, 256, 256, SOCKET.copyMode(), true, false, 0, true);
        try (Loop loop = new Loop(mode, UMEM, small)) {
            Sequence sent = new Sequence(LENGTH);
            while (sent.next < 100) {
                loop.sender.send(sent.writer(), (int) (100 - sent.next));
            }
            // all of them first: what is read makes room
            long dropped = Loop.await(loop.receiver, XdpStatistics::rxRingFull, 36);
            int count = Loop.drain(loop.receiver, 64, new Sequence(LENGTH));
            return count + " " + dropped;
        }
    }

    /** A full ring takes no more, and all of it is sent. */
    private String fullTxRing() throws IOException {
        XdpSocketConfig small = SOCKET.withRingSizes(128);
        try (Loop loop = new Loop(mode, UMEM, small)) {
            Sequence sent = new Sequence(LENGTH);
            int reserved = Loop.submit(loop.sender, sent.writer(), 128);
            int more = loop.sender.txRing().reserve(1);
            int none = loop.sender.send(sent.writer(), 1);
            int received = Loop.drain(loop.receiver, reserved, new Sequence(LENGTH));
            return reserved + " " + more + " " + none + " " + received;
        }
    }

    private String emptyFillRing() throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = broker.request(Loop.request(Loop.ONE, mode, SOCKET));
                Lease far = broker.request(Loop.request(Loop.OTHER, mode, SOCKET));
                Umem nearUmem = Umem.create(UMEM);
                Umem farUmem = Umem.create(UMEM);
                XdpSocket sender = near.open(0, nearUmem, SOCKET);
                XdpSocket receiver = far.bind(0, farUmem, SOCKET)) {
            far.activate(0);
            Sequence sent = new Sequence(LENGTH);
            int without = sender.send(sent.writer(), 50);
            long dropped = Loop.await(receiver, XdpStatistics::rxDropped, without);
            boolean told = receiver.statistics().rxFillRingEmptyDescs() > 0;
            int before = Loop.drain(receiver, 0, new Sequence(LENGTH));
            receiver.fill(farUmem.frames(), 128);
            int after = sender.send(new Sequence(LENGTH).writer(), 50);
            int came = Loop.drain(receiver, after, new Sequence(LENGTH));
            return before + " came, " + dropped + " were counted " + told + ", " + came + " came again";
        }
    }

    /** An invalid packet between two valid ones. */
    private String invalidTxDescriptors() throws IOException {
        try (Loop loop = new Loop(mode, UMEM, SOCKET)) {
            TxRing tx = loop.sender.txRing();
            FrameStack frames = loop.nearUmem.frames();
            Sequence sent = new Sequence(LENGTH);
            tx.reserve(4);
            long first = frames.pop();
            tx.packet(0, first, sent.write(loop.nearUmem.buffer(), (int) first, UMEM.frameSize()));
            tx.packet(1, frames.pop() + 2000, 49); // leaves its frame
            tx.packet(2, frames.pop(), 0); // empty
            long last = frames.pop();
            tx.packet(3, last, sent.write(loop.nearUmem.buffer(), (int) last, UMEM.frameSize()));
            tx.submit(4);
            loop.sender.wakeup();
            int received = Loop.drain(loop.receiver, 2, new Sequence(LENGTH));
            return received + " " + loop.sender.statistics().txInvalidDescs();
        }
    }

    /** Addresses outside the memory before good ones; not possible in checked mode. */
    private String invalidFillDescriptors() throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = broker.request(Loop.request(Loop.ONE, mode, SOCKET));
                Lease far = broker.request(Loop.request(Loop.OTHER, mode, SOCKET));
                Umem nearUmem = Umem.create(UMEM);
                Umem farUmem = Umem.create(UMEM);
                XdpSocket sender = near.open(0, nearUmem, SOCKET);
                XdpSocket receiver = far.bind(0, farUmem, SOCKET)) {
            receiver.fillRing().reserve(3);
            receiver.fillRing().frameAddr(0, UMEM.bytes());
            receiver.fillRing().frameAddr(1, 1L << 40);
            receiver.fillRing().frameAddr(2, -1);
            receiver.fillRing().submit(3);
            receiver.fill(farUmem.frames(), 100);
            far.activate(0);
            sender.send(new Sequence(LENGTH).writer(), 20);
            return String.valueOf(Loop.drain(receiver, 20, new Sequence(LENGTH)));
        }
    }

    /** Frames of odd sizes, and a packet that begins in one and ends in the next. */
    private String acrossFrames() throws IOException {
        UmemConfig umem = UMEM.withUnaligned(true).withFrameSize(3000);
        try (Loop loop = new Loop(mode, umem, SOCKET)) {
            FrameStack frames = loop.nearUmem.frames();
            long higher = frames.pop();
            long lower = frames.pop();
            long start = Math.min(higher, lower) + 2900;
            Sequence sent = new Sequence(1000);
            loop.sender.txRing().reserve(1);
            loop.sender.txRing().packet(0, start, sent.write(loop.nearUmem.buffer(), (int) start, 1000));
            loop.sender.txRing().submit(1);
            loop.sender.wakeup();
            return String.valueOf(Loop.drain(loop.receiver, 1, new Sequence(1000)));
        }
    }

    /** Packets of one frame and of several, in turn, up to a length. */
    private String multiBuffer(int longest) throws IOException {
        XdpSocketConfig config = SOCKET.withMultiBuffer(true);
        try (Loop loop = new Loop(mode, UMEM, config)) {
            ByteBuffer packet = ByteBuffer.allocateDirect(longest).order(ByteOrder.nativeOrder());
            for (int length : new int[] {64, 1500, 2048, 2049, 4096, 4097, longest, 64}) {
                new Sequence(length).write(packet, 0, longest);
                if (!loop.sender.send(packet.position(0).limit(length))) {
                    return "no room for " + length;
                }
                packet.clear();
                int received = Loop.drain(loop.receiver, 1, new Sequence(length));
                if (received != 1) {
                    return received + " of 1 packet of " + length + " came; " + loop.sender.statistics() + " "
                            + loop.receiver.statistics();
                }
            }
            loop.awaitFrames();
            return "passed";
        }
    }

    /** The same memory bound and given back again and again; every frame is there again each time. */
    private String rebind(int times) throws IOException {
        LeaseRequest second = Loop.request(Loop.ONE, mode, SOCKET).withStartQueue(1);
        try (XdpBroker broker = XdpBroker.connect();
                Lease keepsTheProgram = broker.request(second);
                Lease far = broker.request(Loop.request(Loop.OTHER, mode, SOCKET));
                Umem farUmem = Umem.create(UMEM);
                XdpSocket receiver = far.open(0, farUmem, SOCKET);
                Umem umem = Umem.create(UMEM)) {
            for (int i = 0; i < times; i++) {
                try (Lease lease = broker.request(Loop.request(Loop.ONE, mode, SOCKET));
                        XdpSocket socket = lease.open(0, umem, SOCKET)) {
                    Loop.pass(socket, receiver, 3, LENGTH);
                    Loop.pass(receiver, socket, 3, LENGTH);
                }
                if (umem.frames().size() != UMEM.frameCount()) {
                    return umem.frames().size() + " frames after " + i + " times, with lease " + keepsTheProgram.id();
                }
            }
            return "passed";
        }
    }

    /** Whether the kernel waits to be woken, for sending and for filling. */
    private String needWakeup(boolean needed) throws IOException {
        try (Loop loop = new Loop(mode, UMEM, SOCKET.withNeedWakeup(needed))) {
            Loop.pass(loop.sender, loop.receiver, 1000, LENGTH);
            loop.awaitFrames();
            return loop.sender.txRing().needsWakeup() + " "
                    + loop.receiver.fillRing().needsWakeup();
        }
    }

    /** How many of 128 packets one call leaves on the ring. */
    private String txBudget(int budget) throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = broker.request(Loop.request(Loop.ONE, mode, SOCKET));
                Umem umem = Umem.create(UMEM);
                OwnedFd taken = near.takeSocket(0);
                OwnedFd same = taken.duplicate();
                XdpSocket sender =
                        XdpSocket.bind(taken, new InterfaceName(Loop.ONE), 0, umem, SOCKET.withTxBudget(budget))) {
            Loop.submit(sender, new Sequence(LENGTH).writer(), 128);
            KernelSocket.wakeupOnce(same);
            return String.valueOf(sender.txRing().pending());
        }
    }

    /** Which socket polls, and what the kernel says of one that does. */
    private String busyPoll() throws IOException {
        LeaseRequest polling =
                Loop.request(Loop.OTHER, mode, SOCKET).withBusyPoll(50).withQueues(2);
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = broker.request(Loop.request(Loop.ONE, mode, SOCKET));
                Lease far = broker.request(polling);
                Umem nearUmem = Umem.create(UMEM);
                Umem farUmem = Umem.create(UMEM);
                XdpSocket sender = near.open(0, nearUmem, SOCKET);
                XdpSocket receiver = far.open(0, farUmem, SOCKET);
                OwnedFd other = far.takeSocket(1)) {
            Loop.pass(sender, receiver, 1000, LENGTH);
            return sender.busyPoll() + " " + receiver.busyPoll() + ", prefers "
                    + KernelSocket.option(other, KernelSocket.SO_PREFER_BUSY_POLL) + ", for "
                    + KernelSocket.option(other, KernelSocket.SO_BUSY_POLL) + " us";
        }
    }

    /** @param direct whether it is system calls of the library's own that bind */
    private String demandZeroCopy(boolean direct) throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease = broker.request(Loop.request(Loop.ONE, mode, SOCKET));
                Umem umem = Umem.create(UMEM.withTxMetadata(direct));
                XdpSocket socket = lease.bind(0, umem, SOCKET.withCopyMode(CopyMode.ZERO_COPY))) {
            return "bound to queue " + socket.queue();
        }
    }

    private String zeroCopy() throws IOException {
        try (Loop loop = new Loop(mode, UMEM, SOCKET)) {
            return loop.near.attachMode() == AttachMode.valueOf(mode.toUpperCase(Locale.ROOT))
                    ? String.valueOf(loop.sender.zeroCopy())
                    : "attached in another mode";
        }
    }
}
