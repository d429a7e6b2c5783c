package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.PacketWriter;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.client.XdpSocketException;

/**
 * One queue, to send on: all frames are for that, and nothing is received. What arrives on the queue meanwhile is dropped, as it
 * goes to the socket and its fill ring is empty.
 */
public final class SendQueue implements OpenQueues, AutoCloseable {

    static final int BATCH = 64;

    /** A frame is a page, so that most packets need one. Few, as those sent last are used again first. */
    private static final UmemConfig UMEM = new UmemConfig(4096, 512, 0);

    /** What a packet may take of them: enough for the longest of Ethernet's jumbo frames. */
    private static final int MOST_FRAMES = 3;

    private static final XdpSocketConfig SOCKET = XdpSocketConfig.DEFAULT.withRingSizes(UMEM.frameCount());

    /** So long the last packets may take to leave. */
    private static final long LAST_PACKETS_NANOS = 1_000_000_000L;

    private static final long PAUSE_NANOS = 50_000;

    /** So long the broker may take to tell why a socket does not send any more. */
    private static final Duration MOST_FOR_NEWS = Duration.ofMillis(500);

    private final Lease lease;
    private final Umem umem;
    private final XdpSocket socket;
    private final @Nullable LocalNetwork network;
    private final int mostFrames;

    private SendQueue(Lease lease, Umem umem, XdpSocket socket, @Nullable LocalNetwork network, int mostFrames) {
        this.lease = lease;
        this.umem = umem;
        this.socket = socket;
        this.network = network;
        this.mostFrames = mostFrames;
    }

    /**
     * Asks for one queue and binds it.
     *
     * @param request with multi-buffer if a packet may have several frames
     */
    public static SendQueue open(XdpBroker broker, LeaseRequest request) throws IOException {
        Lease lease = broker.request(request);
        Umem umem = null;
        boolean opened = false;
        try {
            umem = Umem.create(UMEM);
            int queue = lease.queues().get(0);
            XdpSocket socket = lease.bind(queue, umem, SOCKET.withMultiBuffer(request.multiBuffer()));
            lease.activate(queue);
            LocalNetwork network = LocalNetwork.of(lease.interfaceName(), lease.ifindex());
            opened = true;
            return new SendQueue(lease, umem, socket, network, request.multiBuffer() ? MOST_FRAMES : 1);
        } finally {
            if (!opened) {
                lease.close();
                if (umem != null) {
                    umem.close();
                }
            }
        }
    }

    @Override
    public String description() {
        return lease.interfaceName() + ", queue " + socket.queue() + ", mode "
                + lease.attachMode().word();
    }

    /** The longest packet a frame takes, in bytes. */
    public static int frameBytes() {
        return UMEM.sendRoom();
    }

    /** The longest packet that can be sent, as far as is known: what an interface of another namespace takes is not. */
    public int mostBytes() {
        int most = mostFrames * frameBytes();
        return network == null ? most : Math.min(most, network.mostSent());
    }

    /** Whether the interface is known to take packets that would need several frames, which this one sends none of. */
    public boolean takesLonger() {
        return network != null && network.mostSent() > mostFrames * frameBytes();
    }

    /** How many frames a packet takes. */
    static int framesOf(int length) {
        return (length + frameBytes() - 1) / frameBytes();
    }

    @Override
    public String interfaceName() {
        return lease.interfaceName();
    }

    @Override
    public @Nullable LocalNetwork network() {
        return network;
    }

    /** Nothing is received here, so nothing is too long. */
    @Override
    public int mostReceived() {
        return ANY_LENGTH;
    }

    /** The packet memory: {@link #frames()} frames of {@link #frameBytes()} bytes from 0 on. */
    ByteBuffer memory() {
        return umem.buffer();
    }

    int frames() {
        return UMEM.frameCount();
    }

    /**
     * As {@link XdpSocket#send(PacketWriter, int)}; where nothing can be sent it waits a little.
     *
     * @throws org.xdpbroker.client.LeaseEndedException if the lease has ended: the kernel may be the first to tell
     */
    int send(PacketWriter writer, int most) throws IOException {
        int count;
        try {
            count = socket.send(writer, most);
        } catch (XdpSocketException e) {
            throw reason(e);
        }
        if (count == 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return count;
    }

    /** As {@link XdpSocket#send(ByteBuffer)}, for a packet of several frames; otherwise as the other. */
    void send(ByteBuffer packet) throws IOException {
        try {
            if (!socket.send(packet)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (XdpSocketException e) {
            throw reason(e);
        }
    }

    private XdpSocketException reason(XdpSocketException e) throws IOException {
        lease.awaitEnd(MOST_FOR_NEWS);
        checkLease();
        return e;
    }

    /** @throws org.xdpbroker.client.LeaseEndedException if the lease has ended, which sending does not tell */
    void checkLease() throws IOException {
        lease.awaitReadable(0);
    }

    /** Waits until the kernel has sent what it was given; returns how many frames it has not. */
    int finish() throws IOException {
        long end = System.nanoTime() + LAST_PACKETS_NANOS;
        try {
            while (unsent() > 0 && System.nanoTime() - end < 0) {
                socket.wakeup();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (XdpSocketException e) {
            // the interface is gone, and what waits with it; whoever sends has been told
        }
        return unsent();
    }

    @Override
    public void close() {
        lease.close();
        umem.close();
    }

    private int unsent() {
        socket.reclaim(socket.frames());
        return UMEM.frameCount() - socket.frames().size();
    }
}
