package org.xdpbroker.cli.top;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where sockets are open, as proc(5) tells it to this process: in processes of the same user, or in all for root. */
final class SocketPlaces {

    private static final Path PROC = Path.of("/proc");

    private final Map<Long, Place> byInode = new HashMap<>();

    /**
     * A socket in a process.
     *
     * @param pid the process
     * @param number the socket's descriptor there
     */
    record Place(int pid, int number) {}

    private SocketPlaces() {}

    /**
     * Looks for sockets.
     *
     * @param wanted their numbers; the search ends when all are found
     * @param likely processes to look at before all others
     */
    static SocketPlaces find(Set<Long> wanted, Set<Integer> likely) {
        SocketPlaces places = new SocketPlaces();
        Set<Long> missing = new HashSet<>(wanted);
        likely.forEach(pid -> places.look(pid, missing));
        if (!missing.isEmpty()) {
            Set<Integer> others = processes();
            others.removeAll(likely);
            others.forEach(pid -> places.look(pid, missing));
        }
        return places;
    }

    /** Null if no process that may be looked into has it. */
    @Nullable
    Place of(long inode) {
        return byInode.get(inode);
    }

    /** The number of the socket that a link of /proc/PID/fd leads to; null if it is none. */
    static @Nullable Long inode(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("socket:[")
                    ? Long.valueOf(target.substring("socket:[".length(), target.length() - 1))
                    : null;
        } catch (IOException e) {
            return null; // closed meanwhile
        }
    }

    private void look(int pid, Set<Long> missing) {
        if (missing.isEmpty()) {
            return;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            for (Path link : links) {
                Long inode = inode(link);
                if (inode != null && missing.remove(inode)) {
                    byInode.put(
                            inode,
                            new Place(pid, Integer.parseInt(link.getFileName().toString())));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // it has ended, or may not be looked into
        }
    }

    private static Set<Integer> processes() {
        Set<Integer> pids = new LinkedHashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            all.forEach(
                    process -> pids.add(Integer.valueOf(process.getFileName().toString())));
        } catch (IOException | DirectoryIteratorException e) {
            // those that were seen are all there is
        }
        return pids;
    }
}
