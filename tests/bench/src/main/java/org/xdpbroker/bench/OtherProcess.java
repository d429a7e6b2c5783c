package org.xdpbroker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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

    /**
     * A thread of its own by name, as the folder in /proc that tells of it.
     *
     * @throws IllegalStateException if it has none of this name
     */
    static Path thread(long pid, String name) {
        Path tasks = Path.of("/proc", String.valueOf(pid), "task");
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.filter(thread -> isNamed(thread, name))
                    .findAny()
                    .orElseThrow(() -> new IllegalStateException("process " + pid + " has no thread " + name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the threads of process " + pid, e);
        }
    }

    /** The CPU time of a thread that waits, exact to the nanosecond. */
    static long threadCpuNanos(Path thread) {
        try {
            String scheduled = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(scheduled.substring(0, scheduled.indexOf(' ')));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the CPU time of " + thread, e);
        }
    }

    private static boolean isNamed(Path thread, String name) {
        try {
            return Files.readString(thread.resolve("comm")).strip().equals(name);
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
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
