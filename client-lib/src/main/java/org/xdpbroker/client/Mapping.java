package org.xdpbroker.client;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.SystemCallException;

/** A piece of this process's address space, made by mmap(2), readable and, unless told otherwise, writable. */
final class Mapping {

    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int WRITABLE = PROT_READ | PROT_WRITE;
    private static final int MAP_SHARED = 0x1;
    private static final int MAP_PRIVATE = 0x2;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MAP_POPULATE = 0x8000;
    private static final int MAP_HUGETLB = 0x40000;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int NO_FILE = -1;
    private static final long MAP_FAILED = -1;

    private final long address;
    private final long bytes;

    private Mapping(long address, long bytes) {
        this.address = address;
        this.bytes = bytes;
    }

    /**
     * Memory of this process alone, zeroed and in place. In transparent huge pages where the kernel has some: putting 1024 pages
     * of 4 KiB in place takes several times as long as two of 2 MiB. Advice that a kernel does not take changes nothing else.
     */
    static Mapping anonymous(long bytes) throws SystemCallException {
        long address = map(0, bytes, WRITABLE, MAP_PRIVATE | MAP_ANONYMOUS, NO_FILE, 0);
        Libc.get().madvise(address, bytes, MADV_HUGEPAGE);
        Libc.get().madvise(address, bytes, MADV_POPULATE_WRITE);
        return new Mapping(address, bytes);
    }

    /** The same of huge pages; {@code bytes} is a multiple of their size. */
    static Mapping ofHugePages(long bytes) throws SystemCallException {
        return new Mapping(
                map(0, bytes, WRITABLE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_HUGETLB, NO_FILE, 0), bytes);
    }

    /** Memory shared with whatever the descriptor stands for. */
    static Mapping ofDescriptor(int fd, long offset, long bytes) throws SystemCallException {
        return new Mapping(map(0, bytes, WRITABLE, MAP_SHARED | MAP_POPULATE, fd, offset), bytes);
    }

    /** The same, to look at only. */
    static Mapping readOnlyOfDescriptor(int fd, long offset, long bytes) throws SystemCallException {
        return new Mapping(map(0, bytes, PROT_READ, MAP_SHARED, fd, offset), bytes);
    }

    long address() {
        return address;
    }

    /** The first {@code length} bytes, which are there until {@link #unmap}. */
    ByteBuffer buffer(int length) {
        return MemoryIO.getInstance().newDirectByteBuffer(address, length).order(ByteOrder.nativeOrder());
    }

    /** Gives the memory back and leaves the addresses in use: whoever still reads there reads zeros. */
    void replaceByZeros() {
        try {
            map(address, bytes, WRITABLE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, NO_FILE, 0);
        } catch (SystemCallException e) {
            // the memory stays until it is unmapped
        }
    }

    void unmap() {
        Libc.get().munmap(address, bytes);
    }

    private static long map(long address, long bytes, int protection, int flags, int fd, long offset)
            throws SystemCallException {
        long mapped = Libc.get().mmap(address, bytes, protection, flags, fd, offset);
        if (mapped == MAP_FAILED) {
            throw new SystemCallException("mmap of " + bytes + " bytes", Errno.last());
        }
        return mapped;
    }
}
