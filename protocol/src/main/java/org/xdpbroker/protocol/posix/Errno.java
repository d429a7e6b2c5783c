package org.xdpbroker.protocol.posix;

import com.kenai.jffi.LastError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error number of Linux with its symbolic name, captured right after the call that set it.
 *
 * @param number the value of {@code errno}, positive
 */
public record Errno(int number) {

    public static final Errno EPERM = new Errno(1);
    public static final Errno ENOENT = new Errno(2);
    public static final Errno EINTR = new Errno(4);
    public static final Errno EBADF = new Errno(9);
    public static final Errno EAGAIN = new Errno(11);
    public static final Errno EACCES = new Errno(13);
    public static final Errno EBUSY = new Errno(16);
    public static final Errno EEXIST = new Errno(17);
    public static final Errno ENODEV = new Errno(19);
    public static final Errno EINVAL = new Errno(22);
    public static final Errno EMFILE = new Errno(24);
    public static final Errno ENFILE = new Errno(23);
    public static final Errno EPIPE = new Errno(32);
    public static final Errno ERANGE = new Errno(34);
    public static final Errno EOPNOTSUPP = new Errno(95);
    public static final Errno ENETDOWN = new Errno(100);
    public static final Errno ECONNRESET = new Errno(104);
    public static final Errno ENOBUFS = new Errno(105);
    public static final Errno ECONNREFUSED = new Errno(111);
    public static final Errno ENXIO = new Errno(6);

    /** The names of asm-generic/errno.h that a socket, BPF or file call of this project can return. */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "EPERM"),
            Map.entry(2, "ENOENT"),
            Map.entry(3, "ESRCH"),
            Map.entry(4, "EINTR"),
            Map.entry(5, "EIO"),
            Map.entry(6, "ENXIO"),
            Map.entry(7, "E2BIG"),
            Map.entry(8, "ENOEXEC"),
            Map.entry(9, "EBADF"),
            Map.entry(11, "EAGAIN"),
            Map.entry(12, "ENOMEM"),
            Map.entry(13, "EACCES"),
            Map.entry(14, "EFAULT"),
            Map.entry(16, "EBUSY"),
            Map.entry(17, "EEXIST"),
            Map.entry(19, "ENODEV"),
            Map.entry(20, "ENOTDIR"),
            Map.entry(21, "EISDIR"),
            Map.entry(22, "EINVAL"),
            Map.entry(23, "ENFILE"),
            Map.entry(24, "EMFILE"),
            Map.entry(27, "EFBIG"),
            Map.entry(28, "ENOSPC"),
            Map.entry(30, "EROFS"),
            Map.entry(32, "EPIPE"),
            Map.entry(34, "ERANGE"),
            Map.entry(36, "ENAMETOOLONG"),
            Map.entry(38, "ENOSYS"),
            Map.entry(40, "ELOOP"),
            Map.entry(88, "ENOTSOCK"),
            Map.entry(90, "EMSGSIZE"),
            Map.entry(92, "ENOPROTOOPT"),
            Map.entry(93, "EPROTONOSUPPORT"),
            Map.entry(95, "EOPNOTSUPP"),
            Map.entry(97, "EAFNOSUPPORT"),
            Map.entry(98, "EADDRINUSE"),
            Map.entry(99, "EADDRNOTAVAIL"),
            Map.entry(100, "ENETDOWN"),
            Map.entry(101, "ENETUNREACH"),
            Map.entry(104, "ECONNRESET"),
            Map.entry(105, "ENOBUFS"),
            Map.entry(106, "EISCONN"),
            Map.entry(107, "ENOTCONN"),
            Map.entry(109, "ETOOMANYREFS"),
            Map.entry(110, "ETIMEDOUT"),
            Map.entry(111, "ECONNREFUSED"),
            Map.entry(524, "ENOTSUPP"));

    /** The errno of the calling thread's last call through this package; read it before any other call. */
    public static Errno last() {
        return new Errno(lastNumber());
    }

    /** The same where a call that fails is an everyday matter, and nothing may be allocated for it. */
    public static int lastNumber() {
        return LastError.getInstance().get();
    }

    /** From a kernel-style return value, where failure is {@code -errno}. */
    public static Errno ofNegative(int result) {
        return new Errno(-result);
    }

    // Written out: those of a record are put together when first called, which takes as long as starting half of a
    // program.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Errno errno && errno.number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    /** The symbolic name, such as {@code EBUSY}; {@code errno N} for one this project never met. */
    public String symbol() {
        return NAMES.getOrDefault(number, "errno " + number);
    }

    /** What strerror(3) says, such as {@code Device or resource busy}. */
    public String text() {
        return Libc.get().strerror(number);
    }

    @Override
    public String toString() {
        return symbol() + " (" + text() + ")";
    }
}
