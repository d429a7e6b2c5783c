package org.xdpbroker.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.LeaseEvent;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Deadline;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.MalformedMessageException;
import org.xdpbroker.protocol.varlink.MessageFramer;

/** What the lease's descriptor tells, and the descriptor, which is owned here. Safe for use from several threads. */
final class LeaseEvents implements AutoCloseable {

    static final String BROKER_GONE = "the broker went away";
    static final String CLOSED_HERE = "the lease was closed by this program";

    private static final int RECEIVE_BYTES = 4096;
    /** Events nobody asks for do not pile up: the oldest goes. */
    private static final int MAX_KEPT = 64;

    private final OwnedFd fd;
    private final MessageFramer framer = new MessageFramer();
    private final Queue<LeaseEvent> events = new ArrayDeque<>();
    private volatile @Nullable String endReason;

    LeaseEvents(OwnedFd fd) {
        this.fd = fd;
    }

    OwnedFd fd() {
        return fd;
    }

    /** Why the lease ended; null as long as nothing was received that says so. */
    @Nullable
    String endReason() {
        return endReason;
    }

    void throwIfEnded() throws LeaseEndedException {
        String reason = endReason;
        if (reason != null) {
            throw new LeaseEndedException(reason);
        }
    }

    /** Takes what the descriptor brings now, without waiting. */
    synchronized void receive() {
        while (endReason == null) {
            Received received = UnixSocket.receiveBytes(fd, RECEIVE_BYTES);
            Errno error = received.error();
            if (error == null && !received.endOfStream()) {
                decode(received.bytes());
            } else if (error == null || !(error.equals(Errno.EAGAIN) || error.equals(Errno.EINTR))) {
                endReason = BROKER_GONE;
            } else if (error.equals(Errno.EAGAIN)) {
                return;
            }
        }
    }

    synchronized Optional<LeaseEvent> next() {
        if (events.isEmpty()) {
            receive();
        }
        return Optional.ofNullable(events.poll());
    }

    /** The next event, waited for; empty if the time is up or the lease has ended and all of its events are told. */
    Optional<LeaseEvent> await(Duration timeout) throws IOException {
        Deadline deadline = Deadline.after(timeout);
        while (true) {
            Optional<LeaseEvent> event = next();
            if (event.isPresent() || endReason != null || deadline.isOver()) {
                return event;
            }
            awaitInput(deadline);
        }
    }

    /** Waits for the end and leaves the events for others. */
    boolean awaitEnd(Duration timeout) throws IOException {
        Deadline deadline = Deadline.after(timeout);
        while (true) {
            receive();
            if (endReason != null || deadline.isOver()) {
                return endReason != null;
            }
            awaitInput(deadline);
        }
    }

    /** Not if another thread has closed it meanwhile. */
    private void awaitInput(Deadline deadline) throws IOException {
        PollSet set;
        synchronized (this) {
            if (endReason != null) {
                return;
            }
            set = new PollSet(fd.number());
        }
        set.await(deadline.remainingMillis());
    }

    @Override
    public synchronized void close() {
        if (endReason == null) {
            endReason = CLOSED_HERE;
        }
        fd.close();
    }

    private void decode(byte[] bytes) {
        try {
            framer.add(bytes);
            JsonObject message = framer.next();
            while (message != null && endReason == null) {
                take(message);
                message = framer.next();
            }
        } catch (MalformedMessageException e) {
            endReason = "the broker sent what is no event: " + e.getMessage();
        }
    }

    private void take(JsonObject message) {
        LeaseEvent event;
        try {
            event = LeaseEvent.decode(message);
        } catch (InvalidParameterException e) {
            return; // a kind that a newer broker knows; the lease goes on
        }
        if (events.size() == MAX_KEPT) {
            events.remove();
        }
        events.add(event);
        if (event.kind() == LeaseEvent.Kind.ENDED) {
            String reason = event.reason();
            endReason = reason == null ? "the broker ended the lease" : reason;
        }
    }
}
