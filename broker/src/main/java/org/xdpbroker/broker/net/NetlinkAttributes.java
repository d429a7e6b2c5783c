package org.xdpbroker.broker.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The attributes of a netlink message by type: {@code struct nlattr} of linux/netlink.h. Nothing outside them is read. */
final class NetlinkAttributes {

    static final int HEADER = 4;
    /** Without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
    private static final int TYPE_MASK = 0x3fff;

    private final ByteBuffer message;
    private final int from;
    private final int end;

    NetlinkAttributes(ByteBuffer message, int from, int end) {
        this.message = message;
        this.from = from;
        this.end = end;
    }

    @Nullable
    Integer unsigned16(int type) {
        int at = find(type, Short.BYTES);
        return at < 0 ? null : message.getShort(at) & 0xffff;
    }

    @Nullable
    Integer unsigned32(int type) {
        int at = find(type, Integer.BYTES);
        return at < 0 ? null : message.getInt(at);
    }

    @Nullable
    Long unsigned64(int type) {
        int at = find(type, Long.BYTES);
        return at < 0 ? null : message.getLong(at);
    }

    /** A string, which ends with NUL on the wire. */
    @Nullable
    String string(int type) {
        int at = find(type, 1);
        if (at < 0) {
            return null;
        }
        int length = (message.getShort(at - HEADER) & 0xffff) - HEADER;
        byte[] bytes = new byte[length - 1];
        message.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The offset of the value of the first attribute of a type with at least so many bytes; -1 if there is none. */
    private int find(int type, int leastBytes) {
        int at = from;
        while (at + HEADER <= end) {
            int length = message.getShort(at) & 0xffff;
            if (length < HEADER || at + length > end) {
                return -1;
            }
            if ((message.getShort(at + 2) & TYPE_MASK) == type && length >= HEADER + leastBytes) {
                return at + HEADER;
            }
            at += length + 3 & ~3;
        }
        return -1;
    }
}
