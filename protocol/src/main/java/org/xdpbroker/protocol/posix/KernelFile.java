package org.xdpbroker.protocol.posix;

import java.nio.charset.StandardCharsets;

/**
 * The small files in which the kernel tells one thing each, under /proc and /sys. For those that are looked at in each request:
 * the JDK's way to a file takes twice the system calls and, run so seldom that little of it is in the processor's caches, several
 * times as long.
 */
public final class KernelFile {

    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_OK = 0;
    private static final int MOST_BYTES = 256;

    private KernelFile() {}

    /**
     * What it says, without white space around it; what is beyond 256 bytes is left out.
     *
     * @throws SystemCallException ENOENT if it is not there
     */
    public static String read(String path) throws SystemCallException {
        Libc libc = Libc.get();
        try (OwnedFd file = OwnedFd.of(libc.open(path, O_RDONLY | O_CLOEXEC), "open(" + path + ")")) {
            Pointer buffer = Libc.allocate(MOST_BYTES);
            int length = (int) libc.read(file.number(), buffer, MOST_BYTES);
            if (length < 0) {
                throw SystemCallException.last("read(" + path + ")");
            }
            byte[] bytes = new byte[length];
            buffer.get(0, bytes, 0, length);
            return new String(bytes, StandardCharsets.ISO_8859_1).strip();
        }
    }

    /** Whether it is there. */
    public static boolean exists(String path) {
        return Libc.get().access(path, F_OK) == 0;
    }
}
