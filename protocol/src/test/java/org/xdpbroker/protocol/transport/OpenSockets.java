package org.xdpbroker.protocol.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.xdpbroker.protocol.posix.OwnedFd;

/** What /proc says about this process's descriptors. */
final class OpenSockets {

    private static final Path FDS = Path.of("/proc/self/fd");
    private static final int O_CLOEXEC = 02000000;

    static {
        // With its first channel the JDK opens a socket that it keeps for itself.
        try {
            SocketChannel.open().close();
            FileChannel.open(Path.of("/dev/null")).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OpenSockets() {}

    /** Every open socket by number, with its identity. The JVM's own files come and go and are left out. */
    static Map<Integer, String> all() {
        Map<Integer, String> sockets = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(FDS)) {
            for (Path entry : entries) {
                try {
                    String target = Files.readSymbolicLink(entry).toString();
                    if (target.startsWith("socket:")) {
                        sockets.put(Integer.valueOf(entry.getFileName().toString()), target);
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile, as the listing's own is
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sockets;
    }

    /** What a descriptor refers to, such as {@code socket:[4711]}: the same for every duplicate. */
    static String identity(OwnedFd fd) throws IOException {
        return Files.readSymbolicLink(FDS.resolve(Integer.toString(fd.number())))
                .toString();
    }

    static boolean isCloseOnExec(OwnedFd fd) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd.number()))) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring(6).trim(), 8) & O_CLOEXEC) != 0;
            }
        }
        throw new IOException("no flags of " + fd);
    }
}
