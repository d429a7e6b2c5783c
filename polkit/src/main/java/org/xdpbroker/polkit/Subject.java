package org.xdpbroker.polkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.PidFd;

/**
 * A process that wants something, identified so that no other process can take its place: by a pidfd, and by the number
 * together with the start time for a polkit that knows no pidfds. It owns the pidfd.
 */
public final class Subject implements AutoCloseable {

    private static final int STAT_START_TIME = 22;

    private final int pid;
    private final long startTime;
    private final int uid;
    private final OwnedFd pidfd;

    Subject(int pid, long startTime, int uid, OwnedFd pidfd) {
        this.pid = pid;
        this.startTime = startTime;
        this.uid = uid;
        this.pidfd = pidfd;
    }

    /**
     * The process that connected to a socket, as the kernel knows it; nothing the peer says is used. Needs Linux 6.5 for
     * SO_PEERPIDFD, and a /proc that shows the process.
     *
     * @param socket a connected AF_UNIX stream socket; stays the caller's
     * @param peer what the kernel said of the same socket
     * @throws SubjectGoneException if the process has ended
     * @throws IOException if the kernel refuses or /proc cannot be read
     */
    public static Subject ofPeer(OwnedFd socket, PeerCredentials peer) throws IOException {
        OwnedFd pidfd = PidFd.ofPeer(socket);
        try {
            long startTime = startTime(peer.pid(), pidfd);
            return new Subject(peer.pid(), startTime, peer.uid(), pidfd);
        } catch (IOException | RuntimeException e) {
            pidfd.close();
            throw e;
        }
    }

    public int pid() {
        return pid;
    }

    /** When the process started, in clock ticks since boot: field 22 of /proc/PID/stat. */
    public long startTime() {
        return startTime;
    }

    /** The user the process had when it connected, unsigned in the bits of an int. */
    public int uid() {
        return uid;
    }

    /** Borrowed; closed with this subject. */
    public OwnedFd pidfd() {
        return pidfd;
    }

    @Override
    public void close() {
        pidfd.close();
    }

    @Override
    public String toString() {
        return "process " + pid + " of uid " + Integer.toUnsignedString(uid);
    }

    private static long startTime(int pid, OwnedFd pidfd) throws IOException {
        String stat;
        try {
            // the name, in parentheses, is any bytes the process likes
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            if (PidFd.hasEnded(pidfd)) {
                throw new SubjectGoneException(pid);
            }
            throw e;
        }
        // What was read belongs to another process if this one ended and its number was given away. A process that is
        // alive after the reading was alive all along.
        if (PidFd.hasEnded(pidfd)) {
            throw new SubjectGoneException(pid);
        }
        String[] fromThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fromThird[STAT_START_TIME - 3]);
    }
}
