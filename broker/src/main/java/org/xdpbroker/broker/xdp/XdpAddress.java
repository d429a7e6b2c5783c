package org.xdpbroker.broker.xdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Addresses for bind(2) of AF_XDP sockets: {@code struct sockaddr_xdp} of linux/if_xdp.h. */
final class XdpAddress {

    private static final int AF_XDP = 44;
    private static final int BYTES = 16;

    private XdpAddress() {}

    static byte[] of(int ifindex, int queue) {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_XDP)
                .putShort((short) 0)
                .putInt(ifindex)
                .putInt(queue)
                .putInt(0)
                .array();
    }
}
