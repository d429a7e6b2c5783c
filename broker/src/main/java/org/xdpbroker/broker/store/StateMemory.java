package org.xdpbroker.broker.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Bytes in a memfd that outlives the process, written as a whole each time. Two halves take turns, so that a process that is
 * killed while it writes leaves the one before. The size is sealed: whoever else gets hold of it cannot make reading fail.
 *
 * <pre>
 *   0            8        12      16                HALF         2 * HALF
 *   +------------+--------+-------+---------+-------+------------+
 *   | generation | length | crc32c| payload |  ...  | the same   |
 *   +------------+--------+-------+---------+-------+------------+
 * </pre>
 *
 * Big-endian. The checksum is of generation, length and payload. The half with the greater generation counts.
 */
public final class StateMemory {

    static final int HALF = 8 << 20;

    private static final int GENERATION = 0;
    private static final int LENGTH = GENERATION + Long.BYTES;
    private static final int CHECKSUM = LENGTH + Integer.BYTES;
    private static final int PAYLOAD = CHECKSUM + Integer.BYTES;

    /** linux/memfd.h and linux/fcntl.h. */
    private static final int MFD_CLOEXEC = 1;

    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_NOEXEC_SEAL = 8;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    /** F_SEAL_SEAL, F_SEAL_SHRINK and F_SEAL_GROW. */
    private static final int SEALS = 1 | 2 | 4;

    private final Libc libc = Libc.get();
    private final OwnedFd fd;
    private long generation;

    private StateMemory(OwnedFd fd) {
        this.fd = fd;
    }

    /** Empty memory. */
    public static StateMemory create() throws SystemCallException {
        Libc libc = Libc.get();
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        int result = libc.memfd_create("xdp-broker-state", flags | MFD_NOEXEC_SEAL);
        if (result < 0 && Errno.last().equals(Errno.EINVAL)) {
            result = libc.memfd_create(
                    "xdp-broker-state", flags); // Linux before 6.3 does not know that it is not executed
        }
        OwnedFd fd = OwnedFd.of(result, "memfd_create");
        if (libc.ftruncate(fd.number(), 2L * HALF) < 0 || libc.fcntl(fd.number(), F_ADD_SEALS, SEALS) < 0) {
            SystemCallException failure = SystemCallException.last("making a memfd of " + 2 * HALF + " bytes");
            fd.close();
            throw failure;
        }
        return new StateMemory(fd);
    }

    /**
     * Memory that another process has written. Takes ownership of its descriptor if it returns.
     *
     * @throws IOException if the descriptor is nothing that {@link #create} made
     */
    public static StateMemory adopt(OwnedFd fd) throws IOException {
        int seals = Libc.get().fcntl(fd.number(), F_GET_SEALS, 0);
        if (seals < 0 || (seals & SEALS) != SEALS) {
            throw new IOException("its size is not sealed, or it is no memfd");
        }
        return new StateMemory(fd);
    }

    /** The descriptor, which stays this one's. */
    public OwnedFd fd() {
        return fd;
    }

    /**
     * What was written last.
     *
     * @throws IOException if neither half is whole
     */
    public byte[] read() throws IOException {
        byte[] payload = null;
        for (int half = 0; half < 2; half++) {
            ByteBuffer header = ByteBuffer.wrap(bytes(half, 0, PAYLOAD));
            int length = header.getInt(LENGTH);
            if (header.getLong(GENERATION) <= generation || length < 0 || length > HALF - PAYLOAD) {
                continue;
            }
            byte[] candidate = bytes(half, PAYLOAD, length);
            if (header.getInt(CHECKSUM) == checksum(header, candidate)) {
                generation = header.getLong(GENERATION);
                payload = candidate;
            }
        }
        if (payload == null) {
            throw new IOException("neither half of it is whole");
        }
        return payload;
    }

    /** @throws IOException if it is too long; what was written before stays */
    public void write(byte... payload) throws IOException {
        if (payload.length > HALF - PAYLOAD) {
            throw new IOException(
                    "the state has " + payload.length + " bytes, and " + (HALF - PAYLOAD) + " are possible");
        }
        long next = generation + 1;
        ByteBuffer header = ByteBuffer.allocate(PAYLOAD).putLong(next).putInt(payload.length);
        header.putInt(checksum(header, payload));
        long half = next % 2 * HALF;
        // the header last: until it is there the half is not whole
        write(payload, half + PAYLOAD);
        write(header.array(), half);
        generation = next;
    }

    private void write(byte[] bytes, long offset) throws SystemCallException {
        if (libc.pwrite(fd.number(), bytes, bytes.length, offset) != bytes.length) {
            throw SystemCallException.last("pwrite of " + bytes.length + " bytes of state");
        }
    }

    private byte[] bytes(int half, int offset, int length) throws IOException {
        Pointer memory = Libc.allocate(length);
        if (libc.pread(fd.number(), memory, length, (long) half * HALF + offset) != length) {
            throw SystemCallException.last("pread of " + length + " bytes of state");
        }
        byte[] bytes = new byte[length];
        memory.get(0, bytes, 0, length);
        return bytes;
    }

    private static int checksum(ByteBuffer header, byte... payload) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CHECKSUM));
        crc.update(payload);
        return (int) crc.getValue();
    }
}
