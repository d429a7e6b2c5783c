package org.xdpbroker.tests.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.UnixSocket;

/**
 * Starts a program with descriptors of this process from number 3 on, as sd_listen_fds(3) has it, which Java's own processes
 * cannot. What is started is a few lines of Python that receive them over a socket and become the program.
 */
final class PassedDescriptors {

    private static final String SHIM = """
            import fcntl, os, socket, sys
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(sys.argv[1])
                fds = socket.recv_fds(s, 1, 253)[1]
            high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 300) for fd in fds]
            for number, fd in enumerate(high, 3):
                os.dup2(fd, number)
            os.environ.update(LISTEN_FDS=str(len(fds)), LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES=sys.argv[2])
            os.execvp(sys.argv[3], sys.argv[3:])
            """;

    private final List<OwnedFd> fds;
    private final List<String> names;

    /** The descriptors stay the caller's. */
    PassedDescriptors(List<OwnedFd> fds, List<String> names) {
        this.fds = List.copyOf(fds);
        this.names = List.copyOf(names);
    }

    /** The command that starts another one, once. */
    List<String> before(List<String> command) {
        Prerequisites.check(
                Programs.run("sh", "-c", PythonProgram.PYTHON + " -c 'import socket; socket.recv_fds'")
                                .exitCode()
                        == 0,
                PythonProgram.PYTHON + ": run setup/dependencies --tests");
        Path path = Stage.get().room().resolve("descriptors");
        try {
            OwnedFd listener = UnixSocket.listen(path.toString(), 1);
            Thread thread = new Thread(() -> pass(listener), "pass-descriptors");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> all =
                new ArrayList<>(List.of(PythonProgram.PYTHON, "-c", SHIM, path.toString(), String.join(":", names)));
        all.addAll(command);
        return all;
    }

    private void pass(OwnedFd listener) {
        OwnedFd[] peer = new OwnedFd[1];
        try (listener) {
            Waiting.until("the program takes its descriptors", () -> {
                try {
                    peer[0] = UnixSocket.accept(listener);
                    return peer[0] != null;
                } catch (SystemCallException e) {
                    throw new UncheckedIOException(e);
                }
            });
            UnixSocket.send(peer[0], new byte[1], 0, fds);
            peer[0].close();
        } catch (SystemCallException e) {
            throw new UncheckedIOException(e);
        }
    }
}
