package org.xdpbroker.tests.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.TxMetadata;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.XdpSocketConfig;
import org.xdpbroker.client.ring.TxRing;

/**
 * Sends a UDP datagram with nothing but the sum of the pseudo-header where its checksum belongs. A receiver that looks drops it,
 * unless whoever sends it completes the sum.
 */
final class Checksums {

    private static final int ETHER_BYTES = 14;
    private static final int IP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int UDP_CHECKSUM = 6;
    private static final int DATA_BYTES = 32;

    /** Data of the datagram that is sent last, which no checksum keeps from its receiver: it says that it has none. */
    static final int LAST_BYTES = 8;

    private static final int UDP = 17;

    private Checksums() {}

    static String send(Lease lease, int queue, String host, int port, boolean ask) throws IOException {
        UmemConfig memory = UmemConfig.DEFAULT.withFrameCount(64).withTxMetadata(true);
        try (Umem umem = Umem.create(memory);
                XdpSocket socket = lease.open(queue, umem, XdpSocketConfig.DEFAULT.withRingSizes(64))) {
            byte[] to = InetAddress.getByName(host).getAddress();
            int packet = (int) umem.frames().pop() + memory.sendOffset();
            int length = write(umem.buffer(), packet, to, port, DATA_BYTES);
            TxMetadata.clear(umem.buffer(), packet);
            if (ask) {
                TxMetadata.requestChecksum(umem.buffer(), packet, ETHER_BYTES + IP_BYTES, UDP_CHECKSUM);
            }
            int last = (int) umem.frames().pop() + memory.sendOffset();
            int lastLength = write(umem.buffer(), last, to, port, LAST_BYTES);
            umem.buffer().putShort(last + ETHER_BYTES + IP_BYTES + UDP_CHECKSUM, (short) 0);
            TxRing tx = socket.txRing();
            tx.reserve(2);
            tx.packet(0, packet, length, ask ? TxRing.METADATA : 0);
            tx.packet(1, last, lastLength, 0);
            tx.submit(2);
            socket.wakeup();
            return String.valueOf(socket.statistics().txInvalidDescs());
        }
    }

    private static int write(ByteBuffer umem, int packet, byte[] to, int port, int dataBytes) {
        byte[] from = {to[0], to[1], to[2], 99};
        int udpLength = UDP_BYTES + dataBytes;
        ByteBuffer out = umem.duplicate().order(ByteOrder.BIG_ENDIAN).position(packet);
        out.putLong(-1).putInt(2).putShort((short) 0x0800); // to everyone
        out.putShort((short) 0x4500).putShort((short) (IP_BYTES + udpLength)).putInt(0);
        out.put((byte) 64).put((byte) UDP).putShort((short) 0).put(from).put(to);
        out.putShort(packet + ETHER_BYTES + 10, (short) ~sum(out, packet + ETHER_BYTES, IP_BYTES, 0));
        int pseudo = sum(out, packet + ETHER_BYTES + 12, 8, UDP + udpLength);
        out.putShort((short) 4000)
                .putShort((short) port)
                .putShort((short) udpLength)
                .putShort((short) pseudo);
        for (int i = 0; i < dataBytes; i++) {
            out.put((byte) (i + 1));
        }
        return out.position() - packet;
    }

    /** The ones' complement sum of RFC 1071, not complemented. */
    private static int sum(ByteBuffer memory, int at, int bytes, int start) {
        int sum = start;
        for (int i = 0; i < bytes; i += 2) {
            sum += memory.getShort(at + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }
}
