package org.xdpbroker.client;

import com.kenai.jffi.PageManager;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * An AF_XDP socket at one moment, as whoever has a descriptor of it sees it: nothing of it is changed or kept, and the process
 * that uses it notices nothing.
 *
 * @param statistics what the kernel counts
 * @param rx the ring in which packets arrive; null if the socket has none
 * @param tx the ring of packets to be sent; null if the socket has none
 */
public record SocketObservation(
        XdpStatistics statistics,
        @Nullable RingState rx,
        @Nullable RingState tx) {

    /**
     * A ring at one moment.
     *
     * @param produced how many entries were put in, modulo 2<sup>32</sup>
     * @param consumed how many were taken out, modulo 2<sup>32</sup>
     * @param size how many it has room for; null if it is less than a page, when the kernel gives no way to tell
     */
    public record RingState(
            long produced, long consumed, @Nullable Integer size) {

        /** How many entries are in it. */
        public long entries() {
            long entries = (produced - consumed) & U32;
            return size == null ? entries : Math.min(entries, size);
        }
    }

    private static final long U32 = 0xffff_ffffL;

    /**
     * Looks at a socket. A descriptor or a mapping that is kept would keep the socket bound when its own process has died, so
     * nothing is mapped any more when this returns; the caller closes the descriptor at once, too.
     *
     * @param socket an AF_XDP socket, bound or not; stays the caller's
     */
    public static SocketObservation of(OwnedFd socket) throws SystemCallException {
        int fd = socket.number();
        Pointer offsets = SocketOptions.mmapOffsets(fd);
        return new SocketObservation(
                SocketOptions.statistics(fd), ring(fd, offsets, SocketRing.RX), ring(fd, offsets, SocketRing.TX));
    }

    private static @Nullable RingState ring(int fd, Pointer offsets, SocketRing ring) throws SystemCallException {
        int words = ring.entries(offsets);
        Mapping mapping = map(fd, ring, words);
        if (mapping == null) {
            return null;
        }
        try {
            // the consumer first: read the other way round it could have overtaken the producer that was read
            long consumed = mapping.buffer(words).getInt(ring.consumer(offsets)) & U32;
            long produced = mapping.buffer(words).getInt(ring.producer(offsets)) & U32;
            return new RingState(produced, consumed, size(fd, offsets, ring));
        } finally {
            mapping.unmap();
        }
    }

    /** The kernel tells no ring's size, but refuses to map more than there is. Each size that takes several pages is another. */
    private static @Nullable Integer size(int fd, Pointer offsets, SocketRing ring) throws SystemCallException {
        Integer size = null;
        for (int next = 1; next <= RingMemory.MAX_SIZE; next <<= 1) {
            if (ring.bytes(offsets, next) > PageManager.getInstance().pageSize()) {
                Mapping whole = map(fd, ring, ring.bytes(offsets, next));
                if (whole == null) {
                    return size;
                }
                whole.unmap();
                size = next;
            }
        }
        return size;
    }

    /** Null if the socket has no such ring, or a smaller one. */
    private static @Nullable Mapping map(int fd, SocketRing ring, long bytes) throws SystemCallException {
        try {
            return Mapping.readOnlyOfDescriptor(fd, ring.pageOffset(), bytes);
        } catch (SystemCallException e) {
            if (e.errno().equals(Errno.EINVAL)) {
                return null;
            }
            throw e;
        }
    }
}
