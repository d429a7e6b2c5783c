package org.xdpbroker.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.Reference;
import java.time.Duration;
import jnr.ffi.Pointer;
import org.xdpbroker.client.libxdp.Libxdp;
import org.xdpbroker.client.libxdp.LoadedLibxdp;
import org.xdpbroker.client.libxdp.XskConfig;
import org.xdpbroker.client.libxdp.XskRing;
import org.xdpbroker.client.ring.CompletionRing;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.client.ring.RxRing;
import org.xdpbroker.client.ring.TxRing;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;

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

    /** A queue can be bound again about 21 ms after its former holder closed; the rest is margin for a busy machine. */
    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

    private static final int BUSY_PAUSE_MILLIS = 5;

    private static final int FILL = 0;
    private static final int COMPLETION = FILL + XskRing.BYTES;
    private static final int RX = COMPLETION + XskRing.BYTES;
    private static final int TX = RX + XskRing.BYTES;
    private static final int RINGS_BYTES = TX + XskRing.BYTES;

    private final Libxdp libxdp;
    private final Pointer rings;
    private final int fd;
    private final long umem;
    private final long xsk;
    private final FillRing fillRing;
    private final CompletionRing completionRing;
    private final RxRing rxRing;
    private final TxRing txRing;

    private LibxdpSocket(Libxdp libxdp, Pointer rings, int fd, long umem, long xsk) {
        this.libxdp = libxdp;
        this.rings = rings;
        this.fd = fd;
        this.umem = umem;
        this.xsk = xsk;
        fillRing = new FillRing(XskRing.memory(ring(rings, FILL), RingMemory.FRAME_ADDR_BYTES));
        completionRing = new CompletionRing(XskRing.memory(ring(rings, COMPLETION), RingMemory.FRAME_ADDR_BYTES));
        rxRing = new RxRing(XskRing.memory(ring(rings, RX), RingMemory.DESCRIPTOR_BYTES));
        txRing = new TxRing(XskRing.memory(ring(rings, TX), RingMemory.DESCRIPTOR_BYTES));
    }

    /**
     * Registers and binds.
     *
     * @param socket on success, and if binding fails, it is released or closed; if registering fails it stays as it was
     */
    static LibxdpSocket bind(OwnedFd socket, BindTarget target, Umem umem, XdpSocketConfig config) throws IOException {
        Libxdp libxdp = LoadedLibxdp.get();
        Pointer rings = Libc.allocate(RINGS_BYTES);
        Pointer handle = Libc.allocate(Long.BYTES);
        // libxdp closes what it is given when it fails, and takes fd 0 for "make one": it gets a duplicate, not below 1
        int fd = socket.duplicateFrom(1).release();
        int result = libxdp.xsk_umem__create_with_fd(
                handle,
                fd,
                umem.address(),
                umem.config().bytes(),
                ring(rings, FILL),
                ring(rings, COMPLETION),
                XskConfig.umem(
                        config.fillSize(),
                        config.completionSize(),
                        umem.config().frameSize(),
                        umem.config().headroom()));
        if (result < 0) {
            throw target.registrationFailed(umem.config(), config, Errno.ofNegative(result));
        }
        socket.close(); // one descriptor less that would hold the queue
        long umemHandle = handle.getLong(0);
        try {
            long xsk = create(libxdp, handle, umemHandle, rings, target, config);
            return new LibxdpSocket(libxdp, rings, fd, umemHandle, xsk);
        } catch (IOException e) {
            libxdp.xsk_umem__delete(umemHandle);
            throw e;
        }
    }

    private static long create(
            Libxdp libxdp, Pointer handle, long umem, Pointer rings, BindTarget target, XdpSocketConfig config)
            throws IOException {
        Pointer struct = XskConfig.socket(config.rxSize(), config.txSize(), config.bindFlags());
        Deadline deadline = Deadline.after(BUSY_RETRY);
        while (true) {
            int result = libxdp.xsk_socket__create(
                    handle,
                    target.interfaceName().value(),
                    target.queue(),
                    umem,
                    ring(rings, RX),
                    ring(rings, TX),
                    struct);
            if (result >= 0) {
                return handle.getLong(0);
            }
            Errno errno = Errno.ofNegative(result);
            if (!errno.equals(Errno.EBUSY) || deadline.isOver()) {
                throw target.bindFailed(config, errno);
            }
            pause();
        }
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public FillRing fillRing() {
        return fillRing;
    }

    @Override
    public CompletionRing completionRing() {
        return completionRing;
    }

    @Override
    public RxRing rxRing() {
        return rxRing;
    }

    @Override
    public TxRing txRing() {
        return txRing;
    }

    @Override
    public void close() {
        fillRing.detach();
        completionRing.detach();
        rxRing.detach();
        txRing.detach();
        try {
            libxdp.xsk_socket__delete(xsk);
            libxdp.xsk_umem__delete(umem);
        } finally {
            Reference.reachabilityFence(rings);
        }
    }

    private static Pointer ring(Pointer rings, int offset) {
        return rings.slice(offset, XskRing.BYTES);
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(BUSY_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the queue to become free");
        }
    }
}
