package org.xdpbroker.protocol.posix;

import org.jspecify.annotations.Nullable;

/**
 * RLIMIT_MEMLOCK of a process: how many bytes of memory it may lock. Packet memory of AF_XDP sockets counts, that of all
 * processes of the user together, and is held against the limit of the process that registers more.
 *
 * @param soft what is in force, in bytes, unsigned
 * @param hard how far the process may raise that itself, in bytes, unsigned
 */
public record MemlockLimit(long soft, long hard) {

    /** RLIM_INFINITY, the largest unsigned number. */
    public static final long UNLIMITED = -1;

    private static final int RLIMIT_MEMLOCK = 8;
    private static final int THIS_PROCESS = 0;

    /** The limit of this process. */
    public static MemlockLimit ofThisProcess() throws SystemCallException {
        return call(THIS_PROCESS, null);
    }

    /** The limit of another process; needs its uid or CAP_SYS_RESOURCE. */
    public static MemlockLimit of(int pid) throws SystemCallException {
        return call(other(pid), null);
    }

    /** Puts this limit into force for this process. */
    public void setForThisProcess() throws SystemCallException {
        call(THIS_PROCESS, this);
    }

    /**
     * Puts this limit into force for another process; needs its uid or CAP_SYS_RESOURCE, and CAP_SYS_RESOURCE to raise the
     * hard limit.
     *
     * @return the limit that was in force until then
     */
    public MemlockLimit setFor(int pid) throws SystemCallException {
        return call(other(pid), this);
    }

    /** Whether a process may lock as many bytes in all. */
    public boolean allows(long bytes) {
        return Long.compareUnsigned(soft, bytes) >= 0;
    }

    /** Whether a process with this limit may itself raise it so that it allows as many bytes. */
    public boolean mayAllow(long bytes) {
        return Long.compareUnsigned(hard, bytes) >= 0;
    }

    /** This limit, or where that is less, one that just allows as many bytes. */
    public MemlockLimit raisedTo(long bytes) {
        return new MemlockLimit(allows(bytes) ? soft : bytes, mayAllow(bytes) ? hard : bytes);
    }

    /** 0 stands for the caller itself, which is what the kernel calls a process that it cannot show to the caller, too. */
    private static int other(int pid) {
        if (pid <= 0) {
            throw new IllegalArgumentException("no process has the id " + pid);
        }
        return pid;
    }

    private static MemlockLimit call(int pid, @Nullable MemlockLimit limit) throws SystemCallException {
        long[] before = new long[2];
        long[] set = limit == null ? null : new long[] {limit.soft, limit.hard};
        if (Libc.get().prlimit(pid, RLIMIT_MEMLOCK, set, before) < 0) {
            throw SystemCallException.last("prlimit(" + (pid == THIS_PROCESS ? "self" : pid) + ", RLIMIT_MEMLOCK)");
        }
        return new MemlockLimit(before[0], before[1]);
    }
}
