package org.xdpbroker.cli.exec;

import java.nio.ByteOrder;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;

/** The capabilities that a program's file gives to whoever executes it: struct vfs_cap_data of linux/capability.h. */
public final class FileCapabilities {

    private static final int CAP_IPC_LOCK = 1 << 14;

    /**
     * <pre>
     *   +----------+-----------+-------------+-----------------------+
     *   | revision | permitted | inheritable | the same, bits 32..63 | ...
     *   +----------+-----------+-------------+-----------------------+   each 4 bytes, little-endian
     * </pre>
     */
    private static final int REVISION = 0;

    private static final int PERMITTED = REVISION + Integer.BYTES;
    /** With the user namespace of revision 3. */
    private static final int MOST_BYTES = PERMITTED + 5 * Integer.BYTES;

    /** VFS_CAP_FLAGS_EFFECTIVE. */
    private static final int EFFECTIVE = 1;

    private FileCapabilities() {}

    /**
     * Whether a program's file gives it any.
     *
     * @param program path, a byte string
     */
    public static boolean are(String program) {
        return read(program, Libc.allocate(MOST_BYTES)) > 0;
    }

    /**
     * Whether a program's file gives it CAP_IPC_LOCK.
     *
     * @param program path, a byte string
     */
    static boolean haveIpcLock(String program) {
        Pointer value = Libc.allocate(MOST_BYTES);
        long size = read(program, value);
        return size >= PERMITTED + Integer.BYTES
                && (littleEndian(value, REVISION) & EFFECTIVE) != 0
                && (littleEndian(value, PERMITTED) & CAP_IPC_LOCK) != 0;
    }

    private static long read(String program, Pointer value) {
        return Libc.get().getxattr(ByteStrings.toCString(program), "security.capability", value, MOST_BYTES);
    }

    private static int littleEndian(Pointer value, int offset) {
        int number = value.getInt(offset);
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? number : Integer.reverseBytes(number);
    }
}
