package org.xdpbroker.bench;

import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.Out;

/** What the bench does to processes that it started, and Java does not. */
final class OtherProcess {

    private static final Libc LIBC = LibraryLoader.create(Libc.class).load("libc.so.6");
    /** CPUCLOCK_SCHED of the kernel's include/linux/posix-timers.h: the scheduler's own count. */
    private static final int SCHEDULED = 2;

    private static final int PID_SHIFT = 3;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private OtherProcess() {}

    /** time.h and signal.h. */
    public interface Libc {
        int clock_gettime(int clock, @Out long[] time);

        int kill(int pid, int signal);
    }

    /**
     * The CPU time of all its threads, exact to the nanosecond. Whether it has the time of the softirqs that ran on top of the
     * process depends on the kernel: without CONFIG_IRQ_TIME_ACCOUNTING it has.
     */
    static long cpuNanos(long pid) {
        long[] time = new long[2];
        // as clock_getcpuclockid(3) makes it
        if (LIBC.clock_gettime((~(int) pid << PID_SHIFT) | SCHEDULED, time) != 0) {
            throw new IllegalStateException("there is no process " + pid + " to read the CPU clock of");
        }
        return time[0] * 1_000_000_000 + time[1];
    }

    /** It stands still until {@link #goOn}. */
    static void standStill(long pid) {
        signal(pid, SIGSTOP);
    }

    static void goOn(long pid) {
        signal(pid, SIGCONT);
    }

    private static void signal(long pid, int signal) {
        if (LIBC.kill((int) pid, signal) != 0) {
            throw new IllegalStateException("there is no process " + pid + " to send signal " + signal + " to");
        }
    }
}
