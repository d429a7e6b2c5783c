package org.xdpbroker.broker.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * A generic netlink socket for short questions: linux/netlink.h, linux/genetlink.h.
 *
 * <pre>
 *   nlmsghdr (16)                                  genlmsghdr (4)        nlattr (4)
 *   +----------+--------+---------+-------+-------+-----+---------+------+-------+--------+---------
 *   | length 4 | type 2 | flags 2 | seq 4 | pid 4 | cmd | version | 0  2 | len 2 | type 2 | value ...
 *   +----------+--------+---------+-------+-------+-----+---------+------+-------+--------+---------
 * </pre>
 */
final class GenericNetlink implements AutoCloseable {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_GENERIC = 16;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLMSG_HEADER = 16;
    private static final int GENL_HEADER = 4;
    private static final int GENL_ID_CTRL = 16;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OwnedFd socket;
    private final Pointer buffer = Libc.allocate(BUFFER_BYTES);

    GenericNetlink() throws SystemCallException {
        socket = OwnedFd.of(
                Libc.get().socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC),
                "socket(AF_NETLINK, NETLINK_GENERIC)");
    }

    /** The number of a family; 0 if this kernel has none of that name. */
    int familyId(String name) throws SystemCallException {
        byte[] value = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        ByteBuffer attribute =
                ByteBuffer.allocate(NetlinkAttributes.HEADER + value.length + 3).order(ByteOrder.nativeOrder());
        attribute.putShort((short) (NetlinkAttributes.HEADER + value.length));
        attribute.putShort((short) CTRL_ATTR_FAMILY_NAME).put(value);
        int[] id = new int[1];
        try {
            ask(GENL_ID_CTRL, NLM_F_REQUEST, CTRL_CMD_GETFAMILY, attribute.array(), attributes -> {
                Integer found = attributes.unsigned16(CTRL_ATTR_FAMILY_ID);
                id[0] = found == null ? 0 : found;
            });
        } catch (SystemCallException e) {
            if (!e.errno().equals(Errno.ENOENT)) {
                throw e;
            }
        }
        return id[0];
    }

    /** Asks a family for all objects of a kind. */
    void dump(int family, int command, Consumer<NetlinkAttributes> object) throws SystemCallException {
        ask(family, NLM_F_REQUEST | NLM_F_DUMP, command, new byte[0], object);
    }

    @Override
    public void close() {
        socket.close();
    }

    private void ask(int type, int flags, int command, byte[] attributes, Consumer<NetlinkAttributes> object)
            throws SystemCallException {
        int length = NLMSG_HEADER + GENL_HEADER + (attributes.length + 3 & ~3);
        byte[] message = ByteBuffer.allocate(length)
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(1)
                .putInt(0)
                .put((byte) command)
                .put((byte) 1)
                .putShort((short) 0)
                .put(attributes)
                .array();
        if (Libc.get().send(socket.number(), message, message.length, 0) < 0) {
            throw SystemCallException.last("send(NETLINK_GENERIC)");
        }
        boolean more = true;
        while (more) {
            long received = Libc.get().recv(socket.number(), buffer, BUFFER_BYTES, 0);
            if (received < 0) {
                throw SystemCallException.last("recv(NETLINK_GENERIC)");
            }
            byte[] bytes = new byte[(int) received];
            buffer.get(0, bytes, 0, bytes.length);
            more = read(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), object) && (flags & NLM_F_DUMP) != 0;
        }
    }

    /** Returns whether more is to come. */
    private static boolean read(ByteBuffer in, Consumer<NetlinkAttributes> object) throws SystemCallException {
        int at = 0;
        while (at + NLMSG_HEADER <= in.limit()) {
            int length = in.getInt(at);
            if (length < NLMSG_HEADER || at + length > in.limit()) {
                return false;
            }
            int type = in.getShort(at + 4) & 0xffff;
            if (type == NLMSG_DONE) {
                return false;
            }
            if (type == NLMSG_ERROR) {
                int error = in.getInt(at + NLMSG_HEADER);
                if (error != 0) {
                    throw new SystemCallException("generic netlink request", Errno.ofNegative(error));
                }
                return false;
            }
            object.accept(new NetlinkAttributes(in, at + NLMSG_HEADER + GENL_HEADER, at + length));
            at += length + 3 & ~3;
        }
        return true;
    }
}
