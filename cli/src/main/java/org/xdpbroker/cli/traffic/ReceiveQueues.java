package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.PacketHandler;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpPool;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.client.XdpStatistics;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Queues to receive on: one packet memory for all of them, all of it to receive into. For one thread. */
public final class ReceiveQueues implements OpenQueues, AutoCloseable {

    static final int BATCH = 64;

    /** Half of the memory a user may lock by default. */
    public static final int DEFAULT_MEBIBYTES = 4;

    public static final int MOST_MEBIBYTES = 1024;

    private static final int FRAME_BYTES = 2048;
    /** XDP_PACKET_HEADROOM of linux/bpf.h, which the kernel leaves free in each frame. */
    private static final int KERNEL_HEADROOM = 256;

    private static final int FRAMES_A_MEBIBYTE = (1 << 20) / FRAME_BYTES;

    /** How long a wait takes at most, so that whoever waits can look up. */
    private static final int LOOK_UP_MILLIS = 100;

    private final Lease lease;
    private final XdpPool pool;
    private final List<XdpSocket> sockets;
    private final @Nullable LocalNetwork network;
    private final int mostReceived;
    private int turn;

    private ReceiveQueues(Lease lease, XdpPool pool, @Nullable LocalNetwork network, int mostReceived) {
        this.lease = lease;
        this.pool = pool;
        this.network = network;
        this.mostReceived = mostReceived;
        sockets = pool.sockets();
    }

    /**
     * Asks for queues and opens them: their packets arrive.
     *
     * @param mebibytes of packet memory for all queues together, 1 to {@link #MOST_MEBIBYTES}
     */
    public static ReceiveQueues open(XdpBroker broker, LeaseRequest request, int mebibytes) throws IOException {
        Lease lease = broker.request(request);
        boolean opened = false;
        try {
            UmemConfig umem = new UmemConfig(FRAME_BYTES, mebibytes * FRAMES_A_MEBIBYTE, 0);
            int each = Math.max(2, umem.frameCount() / request.queues());
            XdpSocketConfig config = XdpSocketConfig.DEFAULT
                    .withRingSizes(Integer.highestOneBit(2 * each - 1))
                    .withMultiBuffer(request.multiBuffer());
            XdpPool pool = XdpPool.shared(List.of(lease), umem, config);
            for (XdpSocket socket : pool.sockets()) {
                socket.fill(socket.frames(), each / 2); // a pool fills half
            }
            LocalNetwork network = LocalNetwork.of(lease.interfaceName(), lease.ifindex());
            int mostReceived = request.multiBuffer() ? ANY_LENGTH : FRAME_BYTES - KERNEL_HEADROOM;
            opened = true;
            return new ReceiveQueues(lease, pool, network, mostReceived);
        } finally {
            if (!opened) {
                lease.close();
            }
        }
    }

    @Override
    public String description() {
        int first = sockets.get(0).queue();
        return lease.interfaceName()
                + (sockets.size() == 1
                        ? ", queue " + first
                        : ", queues " + first + " to "
                                + sockets.get(sockets.size() - 1).queue())
                + ", mode " + lease.attachMode().word();
    }

    @Override
    public String interfaceName() {
        return lease.interfaceName();
    }

    @Override
    public @Nullable LocalNetwork network() {
        return network;
    }

    @Override
    public int mostReceived() {
        return mostReceived;
    }

    /** The queue whose packets are being handled. */
    int queue() {
        return sockets.get(turn).queue();
    }

    /**
     * Handles packets that have arrived, a batch of each queue.
     *
     * @param most how many in all
     * @return how many were handled; 0 if none has arrived
     * @throws org.xdpbroker.client.LeaseEndedException if the lease has ended
     */
    int receive(PacketHandler handler, long most) throws IOException {
        int count = 0;
        for (turn = 0; turn < sockets.size() && count < most; turn++) {
            count += sockets.get(turn).receive(handler, (int) Math.min(BATCH, most - count));
        }
        return count;
    }

    /** Waits a moment for a packet. */
    void await() throws IOException {
        lease.awaitReadable(LOOK_UP_MILLIS);
    }

    /** How many packets were lost for want of room, since the start. */
    long dropped() throws SystemCallException {
        long dropped = 0;
        for (XdpSocket socket : sockets) {
            XdpStatistics statistics = socket.statistics();
            // the kernel counts a packet that finds the fill ring empty among those dropped, too
            dropped += statistics.rxDropped() + statistics.rxRingFull();
        }
        return dropped;
    }

    @Override
    public void close() {
        pool.close();
        lease.close();
    }
}
