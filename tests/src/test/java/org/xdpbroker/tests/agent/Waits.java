package org.xdpbroker.tests.agent;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;

/** What ends a receive that waits without end. */
final class Waits {

    private static final UmemConfig UMEM = UmemConfig.DEFAULT.withFrameCount(256);
    private static final XdpSocketConfig SOCKET = XdpSocketConfig.DEFAULT.withRingSizes(128);
    private static final int LIMIT_SECONDS = 60;

    private Waits() {}

    /**
     * Waits on one end of the loop while something happens, and tells how the wait ended.
     *
     * @param event data, close, closelease or revoke; another where the test makes it happen from outside, at any time
     * @param how how the receiver waits: in a receive, in one after an earlier wait that a packet ended, or in a forward
     */
    static String during(String event, String how) throws IOException {
        Loop loop = new Loop("native", UMEM, SOCKET);
        try {
            if (how.equals("packet")) {
                awaitPacket(loop);
            }
            CompletableFuture<String> waiting =
                    how.equals("forward") ? start(() -> forward(loop.receiver)) : startReceiving(loop.receiver);
            boolean waited = !waiting.isDone();
            switch (event) {
                case "data" -> loop.sender.send(new Loop.Sequence(64).writer(), 1);
                case "close" -> loop.receiver.close();
                case "closelease" -> loop.far.close();
                case "revoke" -> loop.broker.revoke(loop.far.id(), "enough");
                default -> waited = true;
            }
            if (!waited) {
                return "did not wait: " + waiting.join();
            }
            String end = waiting.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return end + (event.startsWith("close") ? " open=" + loop.receiver.isOpen() : "");
        } catch (TimeoutException e) {
            return "still waits";
        } catch (Exception e) {
            return e.toString();
        } finally {
            loop.close();
        }
    }

    /** A second thread in the same socket. */
    static String twoThreads() throws IOException {
        try (Loop loop = new Loop("native", UMEM, SOCKET)) {
            CompletableFuture<String> waiting = startReceiving(loop.receiver);
            try {
                loop.receiver.receive((memory, offset, length) -> {}, 1);
                return "both received";
            } catch (IllegalStateException e) {
                loop.sender.send(new Loop.Sequence(64).writer(), 1);
                return e.getMessage() + "; the first: " + waiting.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** How a receive ends that is called again and again and never waits, when its lease is revoked. */
    static String withoutWaiting() throws IOException {
        try (Loop loop = new Loop("native", UMEM, SOCKET)) {
            loop.broker.revoke(loop.far.id(), "enough");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            return told(() -> {
                while (System.nanoTime() < end) {
                    loop.receiver.receive((memory, offset, length) -> {}, 64);
                }
                return 0;
            });
        }
    }

    /**
     * Whether there is room on a full tx ring after a wait for it, which alone has woken the kernel; and how many of its packets come.
     *
     * @param budget how many packets the kernel sends at once
     */
    static String forRoom(int budget) throws IOException {
        try (Loop loop = new Loop("native", UMEM, SOCKET.withTxBudget(budget))) {
            int submitted = Loop.submit(loop.sender, new Loop.Sequence(64).writer(), SOCKET.txSize());
            boolean writable = loop.sender.awaitWritable(Loop.WAIT_MILLIS);
            boolean half = loop.sender.txRing().free() >= SOCKET.txSize() / 2;
            loop.sender.wakeup();
            return writable + " " + half + ", " + Loop.drain(loop.receiver, submitted, new Loop.Sequence(64)) + " came";
        }
    }

    private static CompletableFuture<String> startReceiving(XdpSocket socket) throws InterruptedException {
        return start(() -> receive(socket));
    }

    /** A thread that receives, once it waits. */
    static CompletableFuture<String> start(Callable<Integer> receiving) throws InterruptedException {
        CompletableFuture<String> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> end.complete(told(receiving)), "receiver");
        thread.setDaemon(true);
        thread.start();
        while (!end.isDone() && !waits(thread)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return end;
    }

    /** Whether a thread is in poll(2), or just before it. */
    private static boolean waits(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("poll"));
    }

    private static void awaitPacket(Loop loop) throws Exception {
        CompletableFuture<String> waiting = startReceiving(loop.receiver);
        loop.sender.send(new Loop.Sequence(64).writer(), 1);
        waiting.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static int receive(XdpSocket socket) throws IOException {
        return socket.receive((memory, offset, length) -> {}, 64, -1);
    }

    private static int forward(XdpSocket socket) throws IOException {
        return socket.forward((memory, offset, length) -> 0, socket, 64, -1);
    }

    private static String told(Callable<Integer> receiving) {
        try {
            return "received " + receiving.call();
        } catch (Exception e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        }
    }
}
