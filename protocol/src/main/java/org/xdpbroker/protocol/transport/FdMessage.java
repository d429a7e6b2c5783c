package org.xdpbroker.protocol.transport;

import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * The memory of one sendmsg(2) or recvmsg(2) with SCM_RIGHTS. Everything the kernel follows a pointer to lies in one
 * allocation, so that nothing can be freed under a call.
 *
 * <pre>
 *   0        56       72                        72 + CMSG_SPACE        + data
 *   +--------+--------+-------------------------+----------------------+
 *   | msghdr | iovec  | cmsghdr (16) | int fd[] | bytes                |
 *   +--------+--------+-------------------------+----------------------+
 * </pre>
 *
 * Layouts follow {@code struct msghdr}, {@code struct iovec} and {@code struct cmsghdr} of the 64-bit Linux ABI.
 */
final class FdMessage {

    /** SCM_MAX_FD of the kernel's include/net/scm.h: one more fails with EINVAL. */
    static final int MAX_FDS = 253;

    private static final int MSG_NAME = 0;
    private static final int MSG_NAMELEN = MSG_NAME + 8;
    private static final int MSG_IOV = MSG_NAMELEN + 8;
    private static final int MSG_IOVLEN = MSG_IOV + 8;
    private static final int MSG_CONTROL = MSG_IOVLEN + 8;
    private static final int MSG_CONTROLLEN = MSG_CONTROL + 8;
    private static final int MSG_FLAGS = MSG_CONTROLLEN + 8;
    private static final int IOVEC = MSG_FLAGS + 8;
    private static final int IOV_LEN = IOVEC + 8;
    private static final int CONTROL = IOV_LEN + 8;

    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private final Pointer memory;
    private final int data;

    private FdMessage(int fds, int bytes) {
        int controlSpace = fds == 0 ? 0 : align(CMSG_DATA + Integer.BYTES * fds);
        data = CONTROL + controlSpace;
        memory = Libc.allocate((long) data + bytes);
        memory.putLong(MSG_IOV, memory.address() + IOVEC);
        memory.putLong(MSG_IOVLEN, 1);
        memory.putLong(MSG_CONTROL, fds == 0 ? 0 : memory.address() + CONTROL);
        memory.putLong(MSG_CONTROLLEN, controlSpace);
        memory.putLong(IOVEC, memory.address() + data);
        memory.putLong(IOV_LEN, bytes);
    }

    /** Sends without waiting; the descriptors ride on the first byte. Returns sendmsg's result. */
    static long send(OwnedFd socket, byte[] bytes, int offset, List<OwnedFd> fds) {
        int length = bytes.length - offset;
        FdMessage message = new FdMessage(fds.size(), length);
        message.memory.put(message.data, bytes, offset, length);
        message.attach(fds);
        return Libc.get().sendmsg(socket.number(), message.memory, MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    /** As {@link #send}, to the address of a datagram socket. */
    static long sendTo(OwnedFd socket, byte[] bytes, List<OwnedFd> fds, byte[] address) {
        FdMessage message = new FdMessage(fds.size(), bytes.length + address.length);
        message.memory.put(message.data, bytes, 0, bytes.length);
        message.memory.put(message.data + (long) bytes.length, address, 0, address.length);
        message.memory.putLong(IOV_LEN, bytes.length);
        message.memory.putLong(MSG_NAME, message.memory.address() + message.data + bytes.length);
        message.memory.putInt(MSG_NAMELEN, address.length);
        message.attach(fds);
        return Libc.get().sendmsg(socket.number(), message.memory, MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    /** Receives without waiting; every descriptor arrives close-on-exec and owned by the result. */
    static Received receive(OwnedFd socket, int maxBytes) {
        FdMessage message = new FdMessage(MAX_FDS, maxBytes);
        long result = Libc.get().recvmsg(socket.number(), message.memory, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (result < 0) {
            return new Received(new byte[0], List.of(), false, Errno.last());
        }
        byte[] bytes = new byte[(int) result];
        message.memory.get(message.data, bytes, 0, bytes.length);
        boolean truncated = (message.memory.getInt(MSG_FLAGS) & MSG_CTRUNC) != 0;
        return new Received(bytes, message.descriptors(), truncated, null);
    }

    private void attach(List<OwnedFd> fds) {
        if (fds.isEmpty()) {
            return;
        }
        memory.putLong(CONTROL, CMSG_DATA + (long) Integer.BYTES * fds.size());
        memory.putInt(CONTROL + CMSG_LEVEL, SOL_SOCKET);
        memory.putInt(CONTROL + CMSG_TYPE, SCM_RIGHTS);
        for (int i = 0; i < fds.size(); i++) {
            memory.putInt(
                    CONTROL + CMSG_DATA + (long) Integer.BYTES * i, fds.get(i).number());
        }
    }

    private List<OwnedFd> descriptors() {
        List<OwnedFd> fds = new ArrayList<>();
        long end = CONTROL + memory.getLong(MSG_CONTROLLEN);
        long header = CONTROL;
        while (header + CMSG_DATA <= end) {
            long length = memory.getLong(header);
            if (length < CMSG_DATA || header + length > end) {
                break;
            }
            if (memory.getInt(header + CMSG_LEVEL) == SOL_SOCKET && memory.getInt(header + CMSG_TYPE) == SCM_RIGHTS) {
                for (long at = header + CMSG_DATA; at + Integer.BYTES <= header + length; at += Integer.BYTES) {
                    fds.add(new OwnedFd(memory.getInt(at)));
                }
            }
            header += align((int) length);
        }
        return fds;
    }

    /** CMSG_ALIGN of cmsg(3). */
    private static int align(int length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }
}
