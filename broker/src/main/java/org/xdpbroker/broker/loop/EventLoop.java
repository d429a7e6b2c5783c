package org.xdpbroker.broker.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * Waits for file descriptors and timers and calls their owners, all on the thread that called {@link #run()}. Only
 * {@link #post} and {@link #stop} may be called from another thread.
 *
 * <p>poll(2) rather than epoll(7): a broker has tens of descriptors, and level-triggered readiness computed anew each turn
 * leaves no registration that could be forgotten.
 */
public final class EventLoop implements AutoCloseable {

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;

    private final Libc libc = Libc.get();
    private final Set<Source> sources = new LinkedHashSet<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(t -> t.dueNanos));
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final OwnedFd wakeup;
    private final FailureHandler failures;
    private final PollSet pollSet = new PollSet();
    private volatile boolean stopping;

    /** What to do with a failure that no source or timer handled itself. */
    public interface FailureHandler {
        void failed(String what, RuntimeException failure);
    }

    /** Something due at a time; may be cancelled. */
    public static final class Timer {
        private final long dueNanos;
        private @Nullable Runnable action;

        private Timer(long dueNanos, Runnable action) {
            this.dueNanos = dueNanos;
            this.action = action;
        }

        public void cancel() {
            action = null;
        }
    }

    public EventLoop(FailureHandler failures) throws SystemCallException {
        this.failures = failures;
        wakeup = OwnedFd.of(libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
    }

    /** Begins to watch a source. The source stays the caller's. */
    public void add(Source source) {
        sources.add(source);
    }

    /** Ends watching; to be called before the source's descriptor is closed. */
    public void remove(Source source) {
        sources.remove(source);
    }

    /** Runs an action once, on this loop's thread, after at least this long. */
    public Timer after(long millis, Runnable action) {
        Timer timer = new Timer(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), action);
        timers.add(timer);
        return timer;
    }

    /** Runs an action soon, on this loop's thread. From any thread. */
    public void post(Runnable action) {
        posted.add(action);
        libc.write(wakeup.number(), oneAsEventfdValue(), Long.BYTES);
    }

    /** Makes {@link #run()} return. From any thread. */
    public void stop() {
        post(() -> stopping = true);
    }

    /** Serves until {@link #stop()}. */
    public void run() throws SystemCallException {
        Pointer drain = Libc.allocate(Long.BYTES);
        while (!stopping) {
            List<Source> polled = new ArrayList<>(sources);
            poll(polled);
            if (pollSet.events(polled.size()) != 0) {
                libc.read(wakeup.number(), drain, Long.BYTES);
            }
            for (int i = 0; i < polled.size(); i++) {
                Source source = polled.get(i);
                int events = pollSet.events(i);
                // an earlier source of this turn may have ended this one, and its number may be another file by now
                if (events != 0 && sources.contains(source)) {
                    guarded(source, () -> source.ready(events));
                }
            }
            runTimers();
            for (Runnable action = posted.poll(); action != null; action = posted.poll()) {
                guarded("posted action", action);
            }
        }
    }

    @Override
    public void close() {
        wakeup.close();
    }

    private void poll(List<Source> polled) throws SystemCallException {
        pollSet.clear(polled.size() + 1);
        for (Source source : polled) {
            pollSet.add(source.fd(), source.interest());
        }
        pollSet.add(wakeup, Source.READABLE);
        pollSet.poll(timeoutMillis());
    }

    private int timeoutMillis() {
        if (stopping || !posted.isEmpty()) {
            return 0;
        }
        Timer next = timers.peek();
        if (next == null) {
            return -1;
        }
        // rounded up, or the loop would spin through the last millisecond
        long millis = TimeUnit.NANOSECONDS.toMillis(next.dueNanos - System.nanoTime() + 999_999);
        return (int) Math.max(0, Math.min(millis, Integer.MAX_VALUE));
    }

    private void runTimers() {
        long now = System.nanoTime();
        for (Timer timer = timers.peek(); timer != null && timer.dueNanos - now <= 0; timer = timers.peek()) {
            timers.remove();
            if (timer.action != null) {
                guarded("timer", timer.action);
            }
        }
    }

    /** @param what the failure is told of; put into words only then */
    private void guarded(Object what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            failures.failed(what.toString(), e);
        }
    }

    private static byte[] oneAsEventfdValue() {
        return java.nio.ByteBuffer.allocate(Long.BYTES)
                .order(java.nio.ByteOrder.nativeOrder())
                .putLong(1)
                .array();
    }
}
