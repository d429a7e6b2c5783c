package org.xdpbroker.protocol.transport;

import java.util.LinkedHashSet;
import java.util.Set;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Who connected, as the kernel recorded it at connect(2): SO_PEERCRED and SO_PEERGROUPS of socket(7) and unix(7). What the
 * peer changed about itself since then, or says of itself, does not matter.
 *
 * @param pid the process that connected; it may have ended, and its number may be in use again
 * @param uid effective user id at that time
 * @param gid effective group id at that time
 * @param groups {@code gid} and the supplementary groups at that time
 */
public record PeerCredentials(int pid, int uid, int gid, Set<Integer> groups) {

    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_PEERGROUPS = 59;
    /** NGROUPS_MAX of the kernel. */
    private static final int MAX_GROUPS = 65536;

    public PeerCredentials {
        groups = Set.copyOf(groups);
    }

    /** Asks the kernel about the other end of a connected AF_UNIX socket. */
    public static PeerCredentials of(OwnedFd socket) throws SystemCallException {
        Pointer credentials = Libc.allocate(12);
        option(socket, SO_PEERCRED, "SO_PEERCRED", credentials, 12);
        int gid = credentials.getInt(8);
        Set<Integer> groups = new LinkedHashSet<>();
        groups.add(gid);
        for (int group : supplementaryGroups(socket)) {
            groups.add(group);
        }
        return new PeerCredentials(credentials.getInt(0), credentials.getInt(4), gid, groups);
    }

    private static int[] supplementaryGroups(OwnedFd socket) throws SystemCallException {
        int room = 64;
        while (true) {
            Pointer list = Libc.allocate((long) room * Integer.BYTES);
            try {
                int[] groups = new int[option(socket, SO_PEERGROUPS, "SO_PEERGROUPS", list, room * Integer.BYTES) / 4];
                for (int i = 0; i < groups.length; i++) {
                    groups[i] = list.getInt((long) i * Integer.BYTES);
                }
                return groups;
            } catch (SystemCallException e) {
                if (!e.errno().equals(Errno.ERANGE) || room >= MAX_GROUPS) {
                    throw e;
                }
                room = MAX_GROUPS;
            }
        }
    }

    private static int option(OwnedFd socket, int option, String name, Pointer value, int size)
            throws SystemCallException {
        Pointer length = Libc.allocate(Integer.BYTES);
        length.putInt(0, size);
        if (Libc.get().getsockopt(socket.number(), SOL_SOCKET, option, value, length) < 0) {
            throw SystemCallException.last("getsockopt(" + name + ")");
        }
        return length.getInt(0);
    }
}
