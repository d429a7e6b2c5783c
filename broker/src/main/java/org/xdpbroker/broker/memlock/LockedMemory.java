package org.xdpbroker.broker.memlock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xdpbroker.protocol.posix.MemlockLimit;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.PidFd;

/** Raises RLIMIT_MEMLOCK of processes that asked for queues. */
public final class LockedMemory {

    /** A process that sets its limit all the time does not hold up the conductor. */
    private static final int MOST_TRIES = 8;

    private LockedMemory() {}

    /**
     * Sees to it that a client's process may lock as many bytes. What it already may is never made less. A limit that was
     * raised stays so, and goes on to the process's children: nothing takes it back.
     *
     * <p>Capability: CAP_SYS_RESOURCE (prlimit(2)), without which the kernel lets a process raise only the soft limit, only
     * up to the hard one, and only of processes of its own user. System calls: getsockopt, prlimit, poll. Blast radius:
     * RLIMIT_MEMLOCK of one process, raised to {@code bound} at most. prlimit takes a number, so the process could end and
     * its number be given away in between. That takes all other numbers to be given away first, as the kernel goes round; it
     * is seen afterwards, by the pidfd, and told as a failure. The limit of the process that has the number then stays raised.
     *
     * @param connection the client's connection, by which the kernel names the process
     * @param peer what the kernel said of the same connection
     * @param bytes how many, at least 1
     * @param bound what policy allows
     * @return how many the process may lock now, {@link Long#MAX_VALUE} if there is no limit
     * @throws ProcessChangedException if the process that connected has ended, has become another user, or
     *     works against it
     * @throws IOException if a call failed
     */
    public static long allow(OwnedFd connection, PeerCredentials peer, long bytes, long bound)
            throws IOException, ProcessChangedException {
        if (bytes < 1 || bytes > bound) {
            throw new IllegalArgumentException(bytes + " bytes of locked memory, where policy allows " + bound);
        }
        if (peer.pid() <= 0) {
            throw new ProcessChangedException("the process that asks cannot be seen from the broker's pid namespace");
        }
        try (OwnedFd pidfd = PidFd.ofPeer(connection)) {
            // what the kernel asks of those without the capability: that the process is the same user's in every way
            checkUser(peer, pidfd);
            MemlockLimit limit = raise(peer.pid(), bytes);
            checkAlive(peer, pidfd);
            return limit.soft() < 0 ? Long.MAX_VALUE : limit.soft();
        }
    }

    /** Reading and setting are two calls: what another raised between them is put back, so that nothing is lowered. */
    private static MemlockLimit raise(int pid, long bytes) throws SystemCallException, ProcessChangedException {
        MemlockLimit inForce = MemlockLimit.of(pid);
        MemlockLimit wanted = inForce.raisedTo(bytes);
        for (int tries = 0; !wanted.equals(inForce); tries++) {
            if (tries == MOST_TRIES) {
                throw new ProcessChangedException("process " + pid + " keeps changing its limit");
            }
            MemlockLimit before = wanted.setFor(pid);
            inForce = wanted;
            wanted = before.raisedTo(bytes);
        }
        return inForce;
    }

    /** Real, effective, saved and file system uid. */
    private static void checkUser(PeerCredentials peer, OwnedFd pidfd) throws IOException, ProcessChangedException {
        String uid = Integer.toUnsignedString(peer.uid());
        String uids = "";
        try {
            // a program can call itself what it likes, in any bytes
            for (String line :
                    Files.readAllLines(Path.of("/proc/" + peer.pid() + "/status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("Uid:")) {
                    uids = line.substring(4).strip();
                }
            }
        } catch (IOException e) {
            checkAlive(peer, pidfd);
            throw new IOException("/proc/" + peer.pid() + "/status cannot be read: " + e.getMessage(), e);
        }
        checkAlive(peer, pidfd);
        if (!uids.equals(String.join("\t", uid, uid, uid, uid))) {
            throw new ProcessChangedException(
                    "process " + peer.pid() + ", which connected as uid " + uid + ", has the uids " + uids + " now");
        }
    }

    private static void checkAlive(PeerCredentials peer, OwnedFd pidfd)
            throws SystemCallException, ProcessChangedException {
        if (PidFd.hasEnded(pidfd)) {
            throw new ProcessChangedException("process " + peer.pid() + ", which connected, has ended");
        }
    }
}
