package org.xdpbroker.polkit.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.polkit.Subject;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.UnixSocket;

/** A process of some user that connects to a socket, and goes on doing nothing. */
public final class SubjectProcess implements AutoCloseable {

    private static final String CONNECT = """
            use strict;
            use Socket;
            $0 = $ARGV[1];
            socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
            connect($socket, pack_sockaddr_un($ARGV[0])) or die "connect: $!";
            sleep 3600;
            """;

    private final LoggedProcess process;
    private final OwnedFd socket;

    private SubjectProcess(LoggedProcess process, OwnedFd socket) {
        this.process = process;
        this.socket = socket;
    }

    /** A process of {@link Account#USER}. */
    public static SubjectProcess start() {
        return start(Account.USER.uid());
    }

    public static SubjectProcess start(int uid) {
        return accepted(path -> connectTo(path, uid));
    }

    /** A process of this user's, with a name of its own in /proc/PID/stat. */
    public static SubjectProcess startNamed(String name) {
        return accepted(path -> LoggedProcess.start("subject", perl(path, name)));
    }

    /** A process that connects to a socket of somebody else's. */
    static LoggedProcess connectTo(Path path, int uid) {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"));
        command.addAll(perl(path, "subject"));
        return LoggedProcess.start("subject", command);
    }

    private static List<String> perl(Path path, String name) {
        return List.of("perl", "-e", CONNECT, path.toString(), name);
    }

    private static SubjectProcess accepted(Function<Path, LoggedProcess> connecting) {
        try {
            Path folder = Files.createTempDirectory("xdp-broker-subject");
            Path path = folder.resolve("socket");
            try (OwnedFd listener = UnixSocket.listen(path.toString(), 1)) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
                LoggedProcess process = connecting.apply(path);
                return new SubjectProcess(process, accept(listener));
            } finally {
                Files.deleteIfExists(path);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int pid() {
        return process.pid();
    }

    /** As a daemon sees it; to be closed by the caller. */
    public Subject subject() throws IOException {
        return Subject.ofPeer(socket, PeerCredentials.of(socket));
    }

    /** kill -9, and nobody but the kernel and our socket remembers it. */
    public void kill() {
        process.close();
    }

    @Override
    public void close() {
        kill();
        socket.close();
    }

    static OwnedFd accept(OwnedFd listener) throws IOException {
        @Nullable OwnedFd[] accepted = new @Nullable OwnedFd[1];
        Waiting.until("somebody connects", () -> {
            try {
                accepted[0] = UnixSocket.accept(listener);
                return accepted[0] != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        OwnedFd socket = accepted[0];
        if (socket == null) {
            throw new IOException("nobody connected");
        }
        return socket;
    }
}
