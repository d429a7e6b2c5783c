package org.xdpbroker.client;

import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.PageManager;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Packet memory of this process, divided into frames. Sockets register it with the kernel when they are bound, and the kernel
 * counts it as locked memory of the user until they are closed.
 *
 * <p>A frame is named by its offset in the memory, {@code frameAddr}, never by a pointer. Closing may be done from any thread;
 * {@link #frames()} is used by one thread at a time.
 */
public final class Umem implements AutoCloseable {

    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_PRIVATE = 0x2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MAP_POPULATE = 0x8000;
    private static final long MAP_FAILED = -1;

    /** Unmaps when no buffer over the memory is left, so that one used too late reads zeros and not somebody else's memory. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final UmemConfig config;
    private final long address;
    private final ByteBuffer buffer;
    private final FrameStack frames;
    private int users;
    private boolean closed;

    private Umem(UmemConfig config, long address) {
        this.config = config;
        this.address = address;
        buffer = MemoryIO.getInstance()
                .newDirectByteBuffer(address, config.bytes())
                .order(ByteOrder.nativeOrder());
        frames = new FrameStack(config);
        CLEANER.register(buffer, new Unmap(address, config.bytes()));
    }

    /**
     * Allocates memory, zeroed and in place.
     *
     * @throws IllegalArgumentException if a frame is larger than a page of this machine
     * @throws SystemCallException ENOMEM if there is not as much memory
     */
    public static Umem create(UmemConfig config) throws SystemCallException {
        long pageSize = PageManager.getInstance().pageSize();
        if (config.frameSize() > pageSize) {
            throw new IllegalArgumentException("frameSize is " + config.frameSize()
                    + "; a frame lies within a page, which has " + pageSize + " bytes here");
        }
        return new Umem(config, map(0, config.bytes(), MAP_POPULATE));
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

    /** The frames that are free: all of them at first. */
    public FrameStack frames() {
        return frames;
    }

    /**
     * Gives the memory back.
     *
     * @throws IllegalStateException while a socket uses it: close that first
     */
    @Override
    public synchronized void close() {
        if (users > 0) {
            throw new IllegalStateException("the umem is in use by " + users + " sockets; close them first");
        }
        if (!closed) {
            closed = true;
            try {
                map(address, config.bytes(), MAP_FIXED | MAP_NORESERVE);
            } catch (SystemCallException e) {
                // the memory stays until the buffer is collected
            }
        }
    }

    /** The address of the memory, for a socket that registers it between {@link #retain()} and {@link #release()}. */
    long address() {
        return address;
    }

    /** Keeps the memory from being closed while a socket uses it. */
    synchronized void retain() {
        if (closed) {
            throw new IllegalStateException("the umem is closed");
        }
        users++;
    }

    synchronized void release() {
        users--;
    }

    private static long map(long address, long bytes, int flags) throws SystemCallException {
        long mapped = DirectCalls.mmap(address, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags);
        if (mapped == MAP_FAILED) {
            throw new SystemCallException(
                    "mmap of " + bytes + " bytes of packet memory", new Errno(DirectCalls.lastErrno()));
        }
        return mapped;
    }

    private record Unmap(long address, long bytes) implements Runnable {

        @Override
        public void run() {
            Libc.get().munmap(address, bytes);
        }
    }
}
