package org.xdpbroker.bench;

import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.Out;

/**
 * The CPU time of other processes, all their threads, exact to the nanosecond. Whether it has the time of the softirqs that
 * ran on top of a process depends on the kernel: without CONFIG_IRQ_TIME_ACCOUNTING it has.
 */
final class ProcessClock {

    private static final Libc LIBC = LibraryLoader.create(Libc.class).load("libc.so.6");
    /** CPUCLOCK_SCHED of the kernel's include/linux/posix-timers.h: the scheduler's own count. */
    private static final int SCHEDULED = 2;

    private static final int PID_SHIFT = 3;

    private ProcessClock() {}

    /** time.h. */
    public interface Libc {
        int clock_gettime(int clock, @Out long[] time);
    }

    static long nanos(long pid) {
        long[] time = new long[2];
        // as clock_getcpuclockid(3) makes it
        if (LIBC.clock_gettime((~(int) pid << PID_SHIFT) | SCHEDULED, time) != 0) {
            throw new IllegalStateException("there is no process " + pid + " to read the CPU clock of");
        }
        return time[0] * 1_000_000_000 + time[1];
    }
}
