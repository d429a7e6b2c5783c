package org.xdpbroker.broker.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.SocketKind;
import org.xdpbroker.protocol.transport.UnixSocket;

/**
 * The socket that clients connect to: made here, with its file, or passed by a service manager, whose file and backlog stay the
 * manager's.
 */
final class ListenSocket {

    /** FileDescriptorName= of the socket unit, as sd-varlink(3) wants it. */
    static final String PASSED_NAME = "varlink";

    private static final int BACKLOG = 128;
    /** Everyone may connect, since policy decides and not the file's mode. */
    private static final int EVERYONE = 0666;

    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;
    private static final Errno EADDRINUSE = new Errno(98);

    /** fcntl.h. */
    private static final int F_GETFL = 3;

    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;

    private final OwnedFd fd;
    private final @Nullable String file;
    private boolean removed;

    private ListenSocket(OwnedFd fd, @Nullable String file) {
        this.fd = fd;
        this.file = file;
    }

    /** Listens; the file that a broker which was killed left behind is replaced, that of one that lives is not. */
    static ListenSocket open(String path) throws IOException {
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
        return new ListenSocket(socket, path);
    }

    /**
     * Takes ownership of a socket that was passed, after a look at what it is.
     *
     * @throws IOException if it is anything else than a listening AF_UNIX stream socket
     */
    static ListenSocket passed(OwnedFd fd) throws IOException {
        SocketKind kind = SocketKind.of(fd);
        if (!kind.isUnixStream() || !kind.listens()) {
            throw new IOException(
                    "descriptor " + fd.number() + ", which LISTEN_FDS passed, is no listening AF_UNIX stream"
                            + " socket. The socket unit needs ListenStream= with a path, and Accept=no.");
        }
        int flags = Libc.get().fcntl(fd.number(), F_GETFL, 0);
        if (flags < 0 || Libc.get().fcntl(fd.number(), F_SETFL, flags | O_NONBLOCK) < 0) {
            throw SystemCallException.last("fcntl(O_NONBLOCK) of the passed socket");
        }
        return new ListenSocket(fd, null);
    }

    /** The socket; whoever takes it closes it. */
    OwnedFd fd() {
        return fd;
    }

    /** Whether nobody else holds the socket, so that a connection that waits in it when it is closed is lost. */
    boolean isOurs() {
        return file != null;
    }

    /** For the record: where it is, or by what name it was passed. */
    @Override
    public String toString() {
        return file == null ? "LISTEN_FDS:" + PASSED_NAME : file;
    }

    /** Removes the file, if it is ours, once: a broker that was started since may have put its own there. */
    void removeFile() {
        if (file != null && !removed) {
            Libc.get().unlink(file);
            removed = true;
        }
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
                Libc.get().unlink(path);
                return;
            }
            throw e;
        }
        throw new IOException("another broker is serving at " + path + ". Stop it, or choose another --socket.");
    }
}
