package org.xdpbroker.tests.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpPool;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.tests.agent.Loop.Sequence;

/** As {@link DataPath}, with the sockets of several queues. */
final class Pools {

    /** A user may not lock much memory, and these are four. */
    private static final UmemConfig EACH = UmemConfig.DEFAULT.withFrameCount(64);

    private static final int ROUNDS = 20;
    /** After so many rounds everything is loaded that a program loads once. */
    private static final int WARM_UP = 10;

    private final String mode;

    Pools(String mode) {
        this.mode = mode;
    }

    /** The queues of both ends in one memory: out on the first, passed on to the last where it lies, and back. */
    String forwardInPlace(int queues, int count) throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = request(broker, Loop.ONE, queues);
                Lease far = request(broker, Loop.OTHER, queues);
                XdpPool pool = XdpPool.shared(List.of(near, far), DataPath.UMEM, DataPath.SOCKET)) {
            XdpSocket out = pool.sockets().get(0);
            XdpSocket back = pool.sockets().get(queues - 1);
            XdpSocket in = pool.sockets().get(queues);
            XdpSocket on = pool.sockets().get(2 * queues - 1);
            Sequence sent = new Sequence(DataPath.LENGTH);
            Sequence received = new Sequence(DataPath.LENGTH);
            long heard = System.nanoTime();
            while (received.next < count) {
                out.send(sent.writer(), DataPath.room(sent, received, count));
                in.forward((memory, offset, length) -> length, on, 64, 1);
                if (back.receive(received.checker(), 64, 1) > 0) {
                    heard = System.nanoTime();
                } else if (System.nanoTime() - heard > TimeUnit.MILLISECONDS.toNanos(Loop.WAIT_MILLIS)) {
                    throw new IllegalStateException(
                            "of " + sent.next + " packets sent " + received.next + " came back; out "
                                    + out.statistics() + ", in " + in.statistics() + ", on " + on.statistics()
                                    + ", back " + back.statistics());
                }
            }
            return "passed with "
                    + pool.sockets().stream().map(XdpSocket::umem).distinct().count() + " umem";
        }
    }

    /** A thread a queue, one memory: both are in their sockets at the same time, again and again. */
    String threadEachQueue(int count) throws Exception {
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = request(broker, Loop.ONE, 2);
                Lease far = request(broker, Loop.OTHER, 2);
                XdpPool pool = XdpPool.sharedByThreads(List.of(near, far), DataPath.UMEM, DataPath.SOCKET)) {
            List<XdpSocket> sockets = pool.sockets();
            CyclicBarrier bothAreInside = new CyclicBarrier(2);
            CompletableFuture<String> other = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> other.complete(passAtOnce(sockets.get(1), sockets.get(3), count, bothAreInside)), "queue 1");
            thread.setDaemon(true);
            thread.start();
            String one = passAtOnce(sockets.get(0), sockets.get(2), count, bothAreInside);
            return one + " " + other.get(Loop.WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static String passAtOnce(XdpSocket from, XdpSocket to, int count, CyclicBarrier bothAreInside) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                from.send((memory, offset, room) -> meet(bothAreInside), 1);
                Loop.pass(from, to, count / ROUNDS, DataPath.LENGTH);
            }
            return "passed";
        } catch (IOException | RuntimeException e) {
            return e.toString();
        }
    }

    /** A writer that writes nothing, once the other thread is in one, too. */
    private static int meet(CyclicBarrier barrier) {
        try {
            barrier.await(Loop.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            return 0;
        } catch (Exception e) {
            throw new IllegalStateException("the other thread did not come", e);
        }
    }

    /** Whether a packet was waited for, and how many came: with none, with two on each queue alone, with three on both. */
    String receiveFromEach() throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease near = request(broker, Loop.ONE, 2);
                Lease far = request(broker, Loop.OTHER, 2);
                XdpPool senders = XdpPool.perQueue(near, EACH, DataPath.SOCKET);
                XdpPool receivers = XdpPool.perQueue(far, EACH, DataPath.SOCKET)) {
            List<String> seen = new ArrayList<>();
            seen.add(receiveTwoOfEach(receivers));
            for (int queue = 0; queue < 2; queue++) {
                bring(senders, receivers, queue, 2);
                seen.add(receiveTwoOfEach(receivers));
            }
            bring(senders, receivers, 0, 3);
            bring(senders, receivers, 1, 3);
            seen.add(receiveTwoOfEach(receivers));
            seen.add(receiveTwoOfEach(receivers));
            seen.add(receiveTwoOfEach(receivers));
            return String.join(", ", seen);
        }
    }

    /** Packets sent on a queue, once they are on the ring of that queue. */
    private static void bring(XdpPool from, XdpPool to, int queue, int count) throws IOException {
        from.sockets().get(queue).send(new Sequence(DataPath.LENGTH).writer(), count);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Loop.WAIT_MILLIS);
        while (to.sockets().get(queue).rxRing().available() < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no " + count + " packets came on queue " + queue);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static String receiveTwoOfEach(XdpPool pool) throws IOException {
        return pool.awaitReadable(50) + " " + pool.receive((memory, offset, length) -> {}, 2);
    }

    /**
     * The sockets of both ends in one memory, of which libxdp binds only the first, bound and given back again and again; no
     * descriptor and no mapped ring stays. Packet memory that stayed would soon be more than the user may lock.
     */
    String rebind(int times) throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease keepsOne = broker.request(
                        Loop.request(Loop.ONE, mode, DataPath.SOCKET).withStartQueue(1));
                Lease keepsOther = broker.request(
                        Loop.request(Loop.OTHER, mode, DataPath.SOCKET).withStartQueue(1))) {
            String before = "";
            for (int i = 0; i < times; i++) {
                if (i == WARM_UP) {
                    before = held();
                }
                bindBothAndPass(broker);
            }
            String after = held();
            return after.equals(before)
                    ? "passed"
                    : before + ", then " + after + ", with leases " + keepsOne.id() + " " + keepsOther.id();
        }
    }

    private void bindBothAndPass(XdpBroker broker) throws IOException {
        try (Lease near = request(broker, Loop.ONE, 1);
                Lease far = request(broker, Loop.OTHER, 1);
                XdpPool pool = XdpPool.shared(List.of(near, far), DataPath.UMEM, DataPath.SOCKET)) {
            Loop.pass(pool.sockets().get(0), pool.sockets().get(1), 3, DataPath.LENGTH);
            Loop.pass(pool.sockets().get(1), pool.sockets().get(0), 3, DataPath.LENGTH);
        }
    }

    private static String held() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"));
                var mappings = Files.lines(Path.of("/proc/self/maps"))) {
            return descriptors.count() + " descriptors and "
                    + mappings.filter(line -> line.contains("socket:[")).count() + " mapped rings";
        }
    }

    private Lease request(XdpBroker broker, String interfaceName, int queues) throws IOException {
        return broker.request(Loop.request(interfaceName, mode, DataPath.SOCKET).withQueues(queues));
    }
}
