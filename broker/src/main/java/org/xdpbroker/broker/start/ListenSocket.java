package org.xdpbroker.broker.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.UnixSocket;

/** The socket file: open to everyone, since policy decides and not the file's mode. */
final class ListenSocket {

    private static final int BACKLOG = 128;
    private static final int EVERYONE = 0666;
    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;
    private static final Errno EADDRINUSE = new Errno(98);

    private ListenSocket() {}

    /** Listens; the file that a broker which was killed left behind is replaced, that of one that lives is not. */
    static OwnedFd open(String path) throws IOException {
        OwnedFd socket;
        try {
            socket = UnixSocket.listen(path, BACKLOG);
        } catch (SystemCallException e) {
            if (!e.errno().equals(EADDRINUSE)) {
                throw new IOException(
                        e.getMessage() + ". The folder has to exist and to be writable by uid "
                                + Integer.toUnsignedString(Libc.get().geteuid()) + ".",
                        e);
            }
            removeStale(path);
            socket = UnixSocket.listen(path, BACKLOG);
        }
        if (Libc.get().chmod(path, EVERYONE) < 0) {
            SystemCallException failure = SystemCallException.last("chmod(" + path + ")");
            socket.close();
            throw failure;
        }
        return socket;
    }

    static void remove(String path) {
        Libc.get().unlink(path);
    }

    private static void removeStale(String path) throws IOException {
        Object mode = Files.getAttribute(Path.of(path), "unix:mode", LinkOption.NOFOLLOW_LINKS);
        // asked before connect(2), which answers ECONNREFUSED for a FIFO or a device, too
        if (!(mode instanceof Integer bits) || (bits & S_IFMT) != S_IFSOCK) {
            throw new IOException(path + " exists and is not a socket. Choose another --socket, or remove it.");
        }
        try {
            UnixSocket.connect(path).close();
        } catch (SystemCallException e) {
            if (e.errno().equals(Errno.ECONNREFUSED)) {
                remove(path);
                return;
            }
            throw e;
        }
        throw new IOException("another broker is serving at " + path + ". Stop it, or choose another --socket.");
    }
}
