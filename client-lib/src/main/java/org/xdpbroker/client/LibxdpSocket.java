package org.xdpbroker.client;

import java.io.IOException;
import org.xdpbroker.client.libxdp.Libxdp;
import org.xdpbroker.client.libxdp.LoadedLibxdp;
import org.xdpbroker.client.libxdp.XskConfig;
import org.xdpbroker.client.libxdp.XskRing;
import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * A socket that libxdp bound and owns. Two steps of libxdp's: the umem is registered on the socket, then the socket is bound.
 *
 * <pre>
 *   rings, allocated here and used by libxdp until the end
 *   +------+------------+----+----+
 *   | fill | completion | rx | tx |   struct xsk_ring_prod or xsk_ring_cons each
 *   +------+------------+----+----+
 * </pre>
 */
final class LibxdpSocket implements BoundSocket {

    private static final int FILL = 0;
    private static final int COMPLETION = FILL + XskRing.BYTES;
    private static final int RX = COMPLETION + XskRing.BYTES;
    private static final int TX = RX + XskRing.BYTES;
    private static final int RINGS_BYTES = TX + XskRing.BYTES;

    private final Libxdp libxdp;
    private final Pointer structs;
    private final int fd;
    private final long umem;
    private final long xsk;
    private final Rings rings;

    private LibxdpSocket(Libxdp libxdp, Pointer structs, int fd, long umem, long xsk, Rings rings) {
        this.libxdp = libxdp;
        this.structs = structs;
        this.fd = fd;
        this.umem = umem;
        this.xsk = xsk;
        this.rings = rings;
    }

    /**
     * Registers and binds.
     *
     * @param socket on success, and if anything fails after the umem was registered, it is released or closed; if registering fails
     *     it stays as it was
     */
    static LibxdpSocket bind(OwnedFd socket, BindTarget target, Umem umem, XdpSocketConfig config) throws IOException {
        Libxdp libxdp = LoadedLibxdp.get();
        Pointer structs = Libc.allocate(RINGS_BYTES);
        Pointer handle = Libc.allocate(Long.BYTES);
        // libxdp closes what it is given when it fails, and takes fd 0 for "make one": it gets a duplicate, not below 1
        int fd = socket.duplicateFrom(1).release();
        Pointer struct = XskConfig.umem(
                config.fillSize(),
                config.completionSize(),
                umem.config().frameSize(),
                umem.config().headroom(),
                umem.config().unaligned());
        int result = libxdp.xsk_umem__create_with_fd(
                handle.address(),
                fd,
                umem.address(),
                umem.config().bytes(),
                structs.address() + FILL,
                structs.address() + COMPLETION,
                struct.address());
        struct.keep();
        if (result < 0) {
            // it was the rings that the kernel had no room for; EBUSY says that there was memory before
            if (result != -Errno.EBUSY.number() && SocketOptions.hasUmem(socket.number())) {
                socket.close();
            }
            throw target.registrationFailed(umem.config(), config, Errno.ofNegative(result));
        }
        socket.close(); // one descriptor less that would hold the queue
        long umemHandle = handle.getLong(0);
        try {
            long xsk = create(libxdp, handle, umemHandle, structs, target, config);
            return new LibxdpSocket(libxdp, structs, fd, umemHandle, xsk, rings(structs, umem));
        } catch (IOException e) {
            libxdp.xsk_umem__delete(umemHandle);
            throw e;
        }
    }

    private static long create(
            Libxdp libxdp, Pointer handle, long umem, Pointer structs, BindTarget target, XdpSocketConfig config)
            throws IOException {
        Pointer struct = XskConfig.socket(config.rxSize(), config.txSize(), config.bindFlags());
        Pointer interfaceName = Pointer.ofString(target.interfaceName().value());
        int result = BusyRetry.run(() -> libxdp.xsk_socket__create(
                handle.address(),
                interfaceName.address(),
                target.queue(),
                umem,
                structs.address() + RX,
                structs.address() + TX,
                struct.address()));
        struct.keep();
        interfaceName.keep();
        if (result < 0) {
            throw target.bindFailed(config, Errno.ofNegative(result));
        }
        return handle.getLong(0);
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public Rings rings() {
        return rings;
    }

    @Override
    public void close() {
        rings.detach();
        libxdp.xsk_socket__delete(xsk);
        libxdp.xsk_umem__delete(umem);
        structs.keep();
    }

    private static Rings rings(Pointer structs, Umem umem) {
        return Rings.on(
                XskRing.memory(ring(structs, FILL), RingMemory.FRAME_ADDR_BYTES),
                XskRing.memory(ring(structs, COMPLETION), RingMemory.FRAME_ADDR_BYTES),
                XskRing.memory(ring(structs, RX), RingMemory.DESCRIPTOR_BYTES),
                XskRing.memory(ring(structs, TX), RingMemory.DESCRIPTOR_BYTES),
                umem.table());
    }

    private static Pointer ring(Pointer structs, int offset) {
        return structs.slice(offset, XskRing.BYTES);
    }
}
