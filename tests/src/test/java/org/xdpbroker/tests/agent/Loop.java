package org.xdpbroker.tests.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.PacketHandler;
import org.xdpbroker.client.PacketWriter;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.client.XdpStatistics;
import org.xdpbroker.protocol.message.AttachMode;

/**
 * Both ends of a veth pair, leased from the broker, with a socket on queue 0 of each: what one sends the other receives.
 * Packets carry a sequence number and bytes that follow from it.
 *
 * <pre>
 *   0    6    12     14         22
 *   +----+----+------+----------+--------------------------+
 *   | to |from| type | sequence | sequence + i, a byte each |
 *   +----+----+------+----------+--------------------------+
 * </pre>
 */
final class Loop implements AutoCloseable {

    static final String ONE = "loop0";
    static final String OTHER = "loop1";

    /** A veth drops what finds 256 packets waiting, so no more are ever on their way. */
    static final int WINDOW = 128;

    private static final int ETHER_TYPE = 12;
    private static final int SEQUENCE = ETHER_TYPE + Short.BYTES;
    private static final int BYTES = SEQUENCE + Long.BYTES;
    /** For local experiments (IEEE 802), in the byte order of these machines. */
    private static final short EXPERIMENTAL = (short) 0xb588;

    /** For what is on its way; a busy machine may need it. */
    static final int WAIT_MILLIS = 30_000;

    final XdpBroker broker = XdpBroker.connect();
    final Lease near;
    final Lease far;
    final Umem nearUmem;
    final Umem farUmem;
    final XdpSocket sender;
    final XdpSocket receiver;

    Loop(String mode, UmemConfig umem, XdpSocketConfig config) throws IOException {
        nearUmem = Umem.create(umem); // first, as it may be refused
        farUmem = Umem.create(umem);
        near = broker.request(request(ONE, mode, config));
        far = broker.request(request(OTHER, mode, config));
        boolean opened = false;
        try {
            sender = near.open(0, nearUmem, config);
            receiver = far.open(0, farUmem, config);
            opened = true;
        } finally {
            if (!opened) {
                close(); // or the tests that follow would find the interfaces taken
            }
        }
    }

    static LeaseRequest request(String name, String mode, XdpSocketConfig config) {
        return LeaseRequest.of(name)
                .withAttachMode(AttachMode.valueOf(mode.toUpperCase(Locale.ROOT)))
                .withMultiBuffer(config.multiBuffer());
    }

    /** Sends and receives that many packets, none of which may be lost, out of order or changed. */
    static void pass(XdpSocket from, XdpSocket to, int count, int length) throws IOException {
        Sequence sent = new Sequence(length);
        Sequence received = new Sequence(length);
        while (received.next < count) {
            long window = Math.min(WINDOW - (sent.next - received.next), count - sent.next);
            from.send(sent.writer(), (int) Math.min(window, 64));
            boolean wait = sent.next == count || sent.next - received.next >= WINDOW;
            long before = received.next;
            to.receive(received.checker(), 64, wait ? WAIT_MILLIS : 0);
            if (wait && received.next == before) {
                throw new IllegalStateException("of " + sent.next + " packets sent " + received.next + " came; "
                        + from.statistics() + " " + to.statistics());
            }
        }
    }

    /** Puts packets on the tx ring without waking the kernel; returns how many there was room for: all or none. */
    static int submit(XdpSocket from, PacketWriter writer, int count) {
        int reserved = from.txRing().reserve(count);
        for (int i = 0; i < reserved; i++) {
            long frame = from.frames().pop();
            int length = writer.write(
                    from.umem().buffer(), (int) frame, from.umem().config().frameSize());
            from.txRing().packet(i, frame, length);
        }
        from.txRing().submit(reserved);
        return reserved;
    }

    /** Waits until each frame of both ends is free or on a ring, and throws if one is not: it is lost. */
    void awaitFrames() {
        for (XdpSocket socket : List.of(sender, receiver)) {
            int all = socket.umem().config().frameCount();
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
            while (frames(socket) != all) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "of " + all + " frames of queue " + socket.queue() + " " + frames(socket) + " are there");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private static int frames(XdpSocket socket) {
        return socket.frames().size()
                + socket.fillRing().pending()
                + socket.rxRing().available()
                + socket.txRing().pending()
                + socket.completionRing().available();
    }

    /** Waits for so many packets; returns how many there are with those that come shortly after them. */
    static int drain(XdpSocket from, int wanted, Sequence expected) throws IOException {
        int count = 0;
        int more;
        do {
            more = from.receive(expected.checker(), 64, count < wanted ? WAIT_MILLIS : 200);
            count += more;
        } while (more > 0);
        return count;
    }

    /** A number that a socket's statistics tell. */
    interface Counter {
        long of(XdpStatistics statistics);
    }

    /** Waits until a number of a socket's statistics is so large, and returns it. */
    static long await(XdpSocket socket, Counter counter, long wanted) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        long count = counter.of(socket.statistics());
        while (count < wanted && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            count = counter.of(socket.statistics());
        }
        return count;
    }

    @Override
    public void close() {
        near.close();
        far.close();
        nearUmem.close();
        farUmem.close();
        broker.close();
    }

    /** Packets numbered from 0 on. */
    static final class Sequence {

        private final int length;
        private final PacketWriter writer = this::write;
        private final PacketHandler checker = this::check;
        long next;

        Sequence(int length) {
            this.length = length;
        }

        PacketWriter writer() {
            return writer;
        }

        PacketHandler checker() {
            return checker;
        }

        int write(ByteBuffer memory, int offset, int room) {
            memory.putLong(offset, -1).putInt(offset + 8, 2);
            memory.putShort(offset + ETHER_TYPE, EXPERIMENTAL);
            memory.putLong(offset + SEQUENCE, next);
            for (int i = BYTES; i < length; i++) {
                memory.put(offset + i, (byte) (next + i));
            }
            next++;
            return length;
        }

        private void check(ByteBuffer memory, int offset, int bytes) {
            long sequence = memory.getLong(offset + SEQUENCE);
            if (bytes != length || sequence != next) {
                throw new IllegalStateException(
                        "expected packet " + next + " of " + length + " bytes; came " + sequence + " of " + bytes);
            }
            for (int i = BYTES; i < length; i++) {
                if (memory.get(offset + i) != (byte) (next + i)) {
                    throw new IllegalStateException("byte " + i + " of packet " + next + " came changed");
                }
            }
            next++;
        }
    }
}
