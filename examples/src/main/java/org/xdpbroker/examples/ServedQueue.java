package org.xdpbroker.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;

/** One queue with its packet memory, whose packets are answered in the frames they came in. */
final class ServedQueue implements AutoCloseable {

    private static final int BATCH = 64;
    private static final int FRAMES = 512;

    /** 1 MiB a queue, so that several fit the locked memory a user has by default. */
    private static final UmemConfig UMEM = UmemConfig.DEFAULT.withFrameCount(FRAMES);

    private static final XdpSocketConfig SOCKET = XdpSocketConfig.DEFAULT.withRingSizes(FRAMES);

    private final Umem umem;
    private final XdpSocket socket;
    private final PacketAnswer answer;
    private long received;
    private long sent;
    private long arp;
    private long icmp;
    private long udp;
    private long other;

    private ServedQueue(Umem umem, XdpSocket socket, PacketAnswer answer) {
        this.umem = umem;
        this.socket = socket;
        this.answer = answer;
    }

    /** Opens a queue of a lease: from here on its packets come to this program. */
    static ServedQueue open(Lease lease, int queue, byte[] mac, int ip) throws IOException {
        Umem umem = Umem.create(UMEM);
        try {
            PacketAnswer answer = new PacketAnswer(umem.buffer(), mac, ip);
            return new ServedQueue(umem, lease.open(queue, umem, SOCKET), answer);
        } catch (IOException e) {
            umem.close();
            throw e;
        }
    }

    /** Answers a batch of what has arrived; returns whether anything had. */
    boolean serve() throws IOException {
        int count = socket.forward(this::answer, socket, BATCH);
        received += count;
        return count > 0;
    }

    private int answer(ByteBuffer memory, int offset, int length) {
        PacketAnswer.Kind kind = answer.answer(offset, length);
        count(kind);
        if (kind == PacketAnswer.Kind.NONE) {
            return 0;
        }
        sent++;
        return length;
    }

    /** What it has done, for people and for programs. */
    @Override
    public String toString() {
        return "queue=" + socket.queue() + " received=" + received + " sent=" + sent + " arp=" + arp + " icmp=" + icmp
                + " udp=" + udp + " other=" + other;
    }

    @Override
    public void close() {
        socket.close();
        umem.close();
    }

    private void count(PacketAnswer.Kind kind) {
        switch (kind) {
            case ARP -> arp++;
            case ICMP_ECHO -> icmp++;
            case UDP_ECHO -> udp++;
            case NONE -> other++;
        }
    }
}
