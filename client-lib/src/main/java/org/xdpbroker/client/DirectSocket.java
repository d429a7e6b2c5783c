package org.xdpbroker.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * A socket bound by system calls of our own, for what libxdp cannot do with a socket it was given: share a umem, bind by the
 * index of an interface that has no name in this network namespace, register room for tx metadata.
 *
 * <pre>
 *   struct xdp_umem_reg (32)   0 addr u64  8 len u64  16 chunk_size u32  20 headroom u32  24 flags u32  28 tx_metadata_len u32
 *   struct sockaddr_xdp (16)   0 family u16  2 flags u16  4 ifindex u32  8 queue_id u32  12 shared_umem_fd u32
 * </pre>
 *
 * <p>All of linux/if_xdp.h.
 */
final class DirectSocket implements BoundSocket {

    private static final int AF_XDP = 44;
    private static final int XDP_SHARED_UMEM = 1;
    private static final int XDP_UMEM_UNALIGNED_CHUNK_FLAG = 1;
    private static final int XDP_UMEM_TX_METADATA_LEN = 1 << 2;

    private static final int SOCKADDR_BYTES = 16;

    private final OwnedFd socket;
    private final List<Mapping> mappings;
    private final Rings rings;

    private DirectSocket(OwnedFd socket, List<Mapping> mappings, Rings rings) {
        this.socket = socket;
        this.mappings = mappings;
        this.rings = rings;
    }

    /**
     * Registers, or shares what another socket has registered, and binds.
     *
     * @param socket on success it is released, and the result owns the descriptor; it is closed if anything fails after the umem
     *     was registered, which can be done once only; if that fails it stays as it was
     * @param sharers sockets that use the umem; none if this one is to register it
     */
    static DirectSocket bind(
            OwnedFd socket, BindTarget target, Umem umem, XdpSocketConfig config, List<BoundSocket> sharers)
            throws IOException {
        int fd = socket.number();
        Errno refused =
                sharers.isEmpty() ? SocketOptions.set(fd, SocketOptions.XDP_UMEM_REG, registration(umem)) : null;
        if (refused != null) {
            throw target.registrationFailed(umem.config(), config, refused);
        }
        refused = makeRings(fd, config);
        if (refused != null) {
            socket.close();
            throw target.registrationFailed(umem.config(), config, refused);
        }
        List<Mapping> mappings = new ArrayList<>();
        boolean done = false;
        try {
            Rings rings = map(fd, config, umem, mappings);
            int result = sharers.isEmpty()
                    ? bind(fd, address(target, config.bindFlags(), 0))
                    : bindSharing(fd, target, sharers);
            if (result < 0) {
                throw target.bindFailed(config, Errno.ofNegative(result));
            }
            // its own from here on: who has the descriptor that was handed over cannot close this one
            DirectSocket bound = new DirectSocket(new OwnedFd(socket.release()), mappings, rings);
            done = true;
            return bound;
        } finally {
            if (!done) {
                mappings.forEach(Mapping::unmap);
                socket.close();
            }
        }
    }

    @Override
    public int fd() {
        return socket.number();
    }

    @Override
    public Rings rings() {
        return rings;
    }

    @Override
    public void close() {
        rings.detach();
        mappings.forEach(Mapping::unmap);
        socket.close();
    }

    private static byte[] registration(Umem umem) {
        UmemConfig config = umem.config();
        int flags = (config.unaligned() ? XDP_UMEM_UNALIGNED_CHUNK_FLAG : 0)
                | (config.txMetadata() ? XDP_UMEM_TX_METADATA_LEN : 0);
        return ByteBuffer.allocate(SocketOptions.UMEM_REG_BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(umem.address())
                .putLong(config.bytes())
                .putInt(config.frameSize())
                .putInt(config.headroom())
                .putInt(flags)
                .putInt(config.txMetadata() ? TxMetadata.BYTES : 0)
                .array();
    }

    private static @Nullable Errno makeRings(int fd, XdpSocketConfig config) {
        Errno errno = SocketOptions.set(fd, SocketOptions.XDP_UMEM_FILL_RING, SocketOptions.u32(config.fillSize()));
        errno = errno != null
                ? errno
                : SocketOptions.set(
                        fd, SocketOptions.XDP_UMEM_COMPLETION_RING, SocketOptions.u32(config.completionSize()));
        errno = errno != null
                ? errno
                : SocketOptions.set(fd, SocketOptions.XDP_RX_RING, SocketOptions.u32(config.rxSize()));
        return errno != null
                ? errno
                : SocketOptions.set(fd, SocketOptions.XDP_TX_RING, SocketOptions.u32(config.txSize()));
    }

    private static Rings map(int fd, XdpSocketConfig config, Umem umem, List<Mapping> mappings) throws IOException {
        Pointer offsets = SocketOptions.mmapOffsets(fd);
        return Rings.on(
                map(fd, offsets, SocketRing.FILL, config.fillSize(), mappings),
                map(fd, offsets, SocketRing.COMPLETION, config.completionSize(), mappings),
                map(fd, offsets, SocketRing.RX, config.rxSize(), mappings),
                map(fd, offsets, SocketRing.TX, config.txSize(), mappings),
                umem.table());
    }

    private static RingMemory map(int fd, Pointer offsets, SocketRing ring, int size, List<Mapping> mappings)
            throws IOException {
        int bytes = Math.toIntExact(ring.bytes(offsets, size));
        Mapping mapping = Mapping.ofDescriptor(fd, ring.pageOffset(), bytes);
        mappings.add(mapping);
        return new RingMemory(
                mapping.buffer(bytes),
                ring.producer(offsets),
                ring.consumer(offsets),
                ring.flags(offsets),
                ring.entries(offsets),
                size);
    }

    /**
     * A socket that shares takes over how the other was bound; the kernel refuses flags that say so again. It shares with none whose
     * interface is gone.
     */
    private static int bindSharing(int fd, BindTarget target, List<BoundSocket> sharers) throws InterruptedIOException {
        int result = -Errno.EBADF.number();
        for (int i = 0; i < sharers.size() && result == -Errno.EBADF.number(); i++) {
            result = bind(fd, address(target, XDP_SHARED_UMEM, sharers.get(i).fd()));
        }
        return result;
    }

    private static int bind(int fd, byte[] address) throws InterruptedIOException {
        return BusyRetry.run(() ->
                Libc.get().bind(fd, address, address.length) < 0 ? -Errno.last().number() : 0);
    }

    private static byte[] address(BindTarget target, int flags, int sharedUmemFd) {
        return ByteBuffer.allocate(SOCKADDR_BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_XDP)
                .putShort((short) flags)
                .putInt(target.ifindex())
                .putInt(target.queue())
                .putInt(sharedUmemFd)
                .array();
    }
}
