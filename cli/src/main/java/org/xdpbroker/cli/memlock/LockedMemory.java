package org.xdpbroker.cli.memlock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xdpbroker.protocol.message.ByteSize;
import org.xdpbroker.protocol.posix.MemlockLimit;

/**
 * How much memory a process may lock, and what it becomes by execve(2). The kernel holds packet memory of all processes of
 * the user together against it; how much that is already, it tells nobody.
 *
 * @param limit RLIMIT_MEMLOCK
 * @param lifted whether it has CAP_IPC_LOCK, for which the limit does not count
 * @param inFirstNamespace whether it is in the machine's first user namespace; in any other CAP_IPC_LOCK lifts nothing
 */
public record LockedMemory(MemlockLimit limit, boolean lifted, boolean inFirstNamespace) {

    private static final long CAP_IPC_LOCK = 1L << 14;
    /** PROC_USER_INIT_INO of the kernel's include/uapi/linux/nsfs.h. */
    private static final String FIRST_USER_NAMESPACE = "user:[4026531837]";

    public static LockedMemory ofThisProcess() throws IOException {
        return of(MemlockLimit.ofThisProcess(), "self");
    }

    /**
     * What another process may lock.
     *
     * @throws IOException if it cannot be looked at: it is another user's, or in another pid namespace
     */
    public static LockedMemory of(int pid) throws IOException {
        return of(MemlockLimit.of(pid), String.valueOf(pid));
    }

    private static LockedMemory of(MemlockLimit limit, String process) throws IOException {
        Path folder = Path.of("/proc", process);
        boolean first =
                Files.readSymbolicLink(folder.resolve("ns/user")).toString().equals(FIRST_USER_NAMESPACE);
        return new LockedMemory(limit, first && hasCapability(folder.resolve("status")), first);
    }

    /** Whether as many bytes may be locked, as far as this can be known. */
    public boolean allows(long bytes) {
        return lifted || limit.allows(bytes);
    }

    /** The limit, for a sentence. */
    public String inWords() {
        return limit.soft() < 0 ? "any amount" : new ByteSize(limit.soft()).inWords();
    }

    private static boolean hasCapability(Path status) throws IOException {
        for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("CapEff:")) {
                return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & CAP_IPC_LOCK) != 0;
            }
        }
        return false;
    }
}
