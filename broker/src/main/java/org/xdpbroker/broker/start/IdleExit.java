package org.xdpbroker.broker.start;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.xdpbroker.broker.loop.EventLoop;

/**
 * Ends a broker that nobody has used for a while. It goes in two steps, so that a client that comes in between is served: the
 * door is shut, and then whoever stood in it already is waited for. Conductor thread only.
 */
final class IdleExit {

    private final EventLoop loop;
    private final long limitNanos;
    private final BooleanSupplier isIdle;
    private final Runnable shutDoor;
    private long idleSince;
    private boolean timed;
    private boolean leaving;

    /**
     * @param millis how long nobody has to have used it
     * @param isIdle whether there is neither a connection nor a lease
     * @param shutDoor makes sure that nobody comes any more, and takes in who has come
     */
    IdleExit(EventLoop loop, long millis, BooleanSupplier isIdle, Runnable shutDoor) {
        this.loop = loop;
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(millis);
        this.isIdle = isIdle;
        this.shutDoor = shutDoor;
    }

    /** To be told at the start, and of every end of a connection or a lease. */
    void look() {
        idleSince = System.nanoTime();
        if (leaving) {
            leaveIfIdle();
        } else if (!timed && isIdle.getAsBoolean()) {
            lookAfter(limitNanos);
        }
    }

    private void lookAfter(long nanos) {
        timed = true;
        loop.after(TimeUnit.NANOSECONDS.toMillis(nanos) + 1, () -> {
            timed = false;
            if (isIdle.getAsBoolean()) {
                lookAgain();
            }
        });
    }

    /** Idle now, and perhaps only since a moment ago: one timer serves all ends that came while it ran. */
    private void lookAgain() {
        long left = limitNanos - (System.nanoTime() - idleSince);
        if (left > 0) {
            lookAfter(left);
            return;
        }
        leaving = true;
        shutDoor.run();
        leaveIfIdle();
    }

    private void leaveIfIdle() {
        if (isIdle.getAsBoolean()) {
            loop.stop();
        }
    }
}
