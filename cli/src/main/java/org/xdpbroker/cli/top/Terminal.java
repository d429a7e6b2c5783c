package org.xdpbroker.cli.top;

import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;

/** The terminal at standard output. */
final class Terminal {

    private static final int STDOUT = 1;
    /** Of ioctl_tty(2): struct winsize, four of u16, rows and columns first. */
    private static final long TIOCGWINSZ = 0x5413;

    private static final int WINSIZE_BYTES = 8;
    private static final Size USUAL = new Size(24, 80);

    private Terminal() {}

    record Size(int rows, int columns) {}

    /** Whether there is one. */
    static boolean isStandardOutput() {
        return Libc.get().isatty(STDOUT) == 1;
    }

    /** As it is now; what is usual where the terminal does not tell. */
    static Size size() {
        Pointer size = Libc.allocate(WINSIZE_BYTES);
        if (Libc.get().ioctl(STDOUT, TIOCGWINSZ, size) < 0) {
            return USUAL;
        }
        int rows = Short.toUnsignedInt(size.getShort(0));
        int columns = Short.toUnsignedInt(size.getShort(Short.BYTES));
        return rows == 0 || columns == 0 ? USUAL : new Size(rows, columns);
    }
}
