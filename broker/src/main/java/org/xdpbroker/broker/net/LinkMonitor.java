package org.xdpbroker.broker.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xdpbroker.broker.loop.Source;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Listens to rtnetlink(7) for interfaces that change, are renamed, or go. Needs no capability. */
public final class LinkMonitor implements Source, AutoCloseable {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int RTMGRP_LINK = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int NLMSG_HEADER = 16;
    private static final int IFINFO = 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFF_UP = 1;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OwnedFd socket;
    private final Listener listener;
    private final Pointer buffer = Libc.allocate(BUFFER_BYTES);

    /** Told on the conductor's thread. */
    public interface Listener {
        /** The interface exists and has this name and administrative state; told on every change of anything. */
        void linkIs(int ifindex, String name, boolean up);

        /** The interface was deleted or moved to another network namespace. */
        void linkGone(int ifindex);

        /** Messages were lost: look at every interface of interest anew. */
        void linksUnknown();
    }

    public LinkMonitor(Listener listener) throws SystemCallException {
        this.listener = listener;
        socket = OwnedFd.of(
                Libc.get().socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE),
                "socket(AF_NETLINK)");
        byte[] address = ByteBuffer.allocate(12)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_NETLINK)
                .putShort((short) 0)
                .putInt(0)
                .putInt(RTMGRP_LINK)
                .array();
        if (Libc.get().bind(socket.number(), address, address.length) < 0) {
            SystemCallException failure = SystemCallException.last("bind(AF_NETLINK, RTMGRP_LINK)");
            socket.close();
            throw failure;
        }
    }

    @Override
    public OwnedFd fd() {
        return socket;
    }

    @Override
    public int interest() {
        return READABLE;
    }

    @Override
    public void ready(int events) {
        while (true) {
            long length = Libc.get().recv(socket.number(), buffer, BUFFER_BYTES, MSG_DONTWAIT);
            if (length < 0) {
                if (Errno.last().equals(Errno.ENOBUFS)) {
                    listener.linksUnknown();
                    continue;
                }
                return;
            }
            byte[] bytes = new byte[(int) length];
            buffer.get(0, bytes, 0, bytes.length);
            readMessages(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    private void readMessages(ByteBuffer in) {
        int at = 0;
        while (at + NLMSG_HEADER <= in.limit()) {
            int length = in.getInt(at);
            if (length < NLMSG_HEADER || at + length > in.limit()) {
                return;
            }
            int type = in.getShort(at + 4) & 0xffff;
            if (length >= NLMSG_HEADER + IFINFO && (type == RTM_NEWLINK || type == RTM_DELLINK)) {
                readLink(in, type, at + NLMSG_HEADER, at + length);
            }
            at += align(length);
        }
    }

    private void readLink(ByteBuffer in, int type, int at, int end) {
        if (in.get(at) != 0) {
            return; // not AF_UNSPEC: a bridge tells of its ports with the same message types
        }
        int ifindex = in.getInt(at + 4);
        if (type == RTM_DELLINK) {
            listener.linkGone(ifindex);
            return;
        }
        String name = new NetlinkAttributes(in, at + IFINFO, end).string(IFLA_IFNAME);
        if (name != null) {
            listener.linkIs(ifindex, name, (in.getInt(at + 8) & IFF_UP) != 0);
        }
    }

    private static int align(int length) {
        return (length + 3) & ~3;
    }
}
