package org.xdpbroker.polkit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * A question on its way to an answer. It is closed once, by its answer or by {@link #cancel()}, whichever comes first; all
 * the rest belongs to the authority's thread. It owns the pidfd.
 */
final class OpenQuestion implements Question {

    private final CheckAuthorization check;
    private final OwnedFd pidfd;
    private final long deadlineNanos;
    private final Answer answer;
    private final Consumer<OpenQuestion> onCancel;
    private final AtomicBoolean closed = new AtomicBoolean();
    private int serial;

    /** @param deadlineNanos when {@link System#nanoTime()} says that nobody will answer any more */
    OpenQuestion(
            CheckAuthorization check,
            OwnedFd pidfd,
            long deadlineNanos,
            Answer answer,
            Consumer<OpenQuestion> onCancel) {
        this.check = check;
        this.pidfd = pidfd;
        this.deadlineNanos = deadlineNanos;
        this.answer = answer;
        this.onCancel = onCancel;
    }

    CheckAuthorization check() {
        return check;
    }

    OwnedFd pidfd() {
        return pidfd;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** The serial number of the call; 0 before it is made. */
    int serial() {
        return serial;
    }

    void calledWith(int callSerial) {
        serial = callSerial;
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public boolean cancel() {
        boolean isFirst = closed.compareAndSet(false, true);
        if (isFirst) {
            onCancel.accept(this);
        }
        return isFirst;
    }

    /** Gives the answer, unless the question is closed. What the receiver throws is its own affair, and reported as such. */
    void answer(AuthorizationResult result) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            answer.answered(result);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
