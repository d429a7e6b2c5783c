package org.xdpbroker.client;

import com.kenai.jffi.PageManager;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.ring.FrameTable;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Packet memory of this process, divided into frames. The first socket that is bound with it registers it with the kernel; more
 * sockets, of other queues or interfaces, share that registration (XDP_SHARED_UMEM), so a packet received on one can be sent on
 * another where it lies. The kernel counts it once as locked memory of the user, until the last socket is closed.
 *
 * <p>A frame is named by its offset in the memory, {@code frameAddr}, never by a pointer. Closing, of the umem and of its
 * sockets, may be done from any thread; {@link #frames()} is used by one thread at a time.
 */
public final class Umem implements AutoCloseable {

    /** Unmaps when no buffer over the memory is left, so that one used too late reads zeros and not somebody else's memory. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final UmemConfig config;
    private final Mapping mapping;
    private final ByteBuffer buffer;
    private final FrameTable table;
    private final FrameStack frames;
    private final List<BoundSocket> sockets = new ArrayList<>();
    private @Nullable XdpSocketConfig sharedConfig;
    private boolean closed;
    private boolean givenBack;

    private Umem(UmemConfig config, Mapping mapping) {
        this.config = config;
        this.mapping = mapping;
        buffer = mapping.buffer(config.bytes());
        table = new FrameTable(config.frameSize(), config.frameCount());
        frames = FrameStack.full(table);
        CLEANER.register(buffer, mapping::unmap);
    }

    /**
     * Allocates memory, zeroed and in place.
     *
     * @throws IllegalArgumentException if a frame is larger than a page of this machine
     * @throws SystemCallException ENOMEM if there is not as much memory
     * @throws IOException if there are not as many huge pages, where they are asked for
     */
    public static Umem create(UmemConfig config) throws IOException {
        long pageSize = PageManager.getInstance().pageSize();
        if (config.frameSize() > pageSize) {
            throw new IllegalArgumentException("frameSize is " + config.frameSize()
                    + "; a frame lies within a page, which has " + pageSize + " bytes here");
        }
        return new Umem(config, config.hugePages() ? HugePages.map(config.bytes()) : Mapping.anonymous(config.bytes()));
    }

    public UmemConfig config() {
        return config;
    }

    /**
     * All of the memory, in native byte order; the buffer's index is the {@code frameAddr}. Always the same buffer: use absolute
     * access, or a duplicate. Never use it, or a part of it, after {@link #close()}.
     */
    public ByteBuffer buffer() {
        return buffer;
    }

    /**
     * The frames that are free: all of them at first. When the last socket is closed all are free again: those the kernel had,
     * those the caller had, and those of stacks that were split off, which must not be used any more. Those on the rings of a
     * socket that is closed before the last are not free till then.
     */
    public FrameStack frames() {
        return frames;
    }

    /**
     * Gives the memory back.
     *
     * @throws IllegalStateException while a socket uses it: close that first. Where another thread is in a call of the socket it is
     *     that thread which closes, so wait for its end
     */
    @Override
    public synchronized void close() {
        if (!sockets.isEmpty()) {
            throw new IllegalStateException("the umem is in use by " + sockets.size() + " sockets; close them first");
        }
        closeWhenUnused();
    }

    /** Gives the memory back, or has the last socket do so that uses it; no other can use it from here on. */
    synchronized void closeWhenUnused() {
        closed = true;
        giveBackIfDone();
    }

    long address() {
        return mapping.address();
    }

    FrameTable table() {
        return table;
    }

    /**
     * Binds a socket that uses the memory, which cannot be closed from then on until the socket has {@link #left}.
     *
     * @throws IllegalArgumentException if sockets use it already that were bound otherwise
     */
    synchronized BoundSocket bind(XdpSocketConfig socketConfig, Binder binder) throws IOException {
        if (closed) {
            throw new IllegalStateException("the umem is closed");
        }
        XdpSocketConfig first = sharedConfig;
        if (sockets.isEmpty() || first == null) {
            first = socketConfig;
        }
        socketConfig.checkSharesWith(first);
        BoundSocket bound = binder.bind(List.copyOf(sockets));
        sockets.add(bound);
        sharedConfig = first;
        return bound;
    }

    /** A socket is closed. */
    synchronized void left(BoundSocket socket) {
        // first, as a socket bound meanwhile must not share with a closed one
        sockets.remove(socket);
        socket.close();
        if (sockets.isEmpty()) {
            frames.reset();
        }
        giveBackIfDone();
    }

    private void giveBackIfDone() {
        if (closed && sockets.isEmpty() && !givenBack) {
            givenBack = true;
            mapping.replaceByZeros();
        }
    }

    /** How a socket is bound. */
    @FunctionalInterface
    interface Binder {

        /** @param sharers sockets that use the memory already; none if this one registers it */
        BoundSocket bind(List<BoundSocket> sharers) throws IOException;
    }
}
