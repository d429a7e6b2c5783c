package org.xdpbroker.polkit;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.PidFd;

/**
 * The open questions, and the connection they go over: it is made for the first of them, and anew for the first one after it
 * was lost. Authority thread only; never waits.
 */
final class Conversation {

    private static final String NO_BUS = "there is no system bus: ";
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BusAddress address;
    private final Duration timeout;
    private final Set<OpenQuestion> open = new LinkedHashSet<>();
    private final Map<Integer, OpenQuestion> calls = new HashMap<>();
    private @Nullable BusConnection connection;
    private long handshakeDeadline;
    private @Nullable String refusal;
    private long refusedAt;

    /** @param timeout for a question that asks no person, and for the bus to let us in */
    Conversation(BusAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    /** The connection to watch; null if there is none. */
    @Nullable
    BusConnection connection() {
        return connection;
    }

    void ask(OpenQuestion question) {
        open.add(question);
        if (question.isClosed()) {
            forget(question);
            return;
        }
        BusConnection bus = connected();
        if (bus == null) {
            end(question, AuthorizationResult.unavailable(NO_BUS + refusal));
        } else if (bus.isReady()) {
            call(bus, question);
        }
    }

    /** The question has been closed by who asked it. */
    void cancelled(OpenQuestion question) {
        if (open.contains(question)) {
            takeBack(question);
            forget(question);
        }
    }

    /** Sends and receives what can be now. */
    void proceed(BusConnection bus) {
        try {
            bus.write();
            boolean wasReady = bus.isReady();
            for (BusMessage reply : bus.read()) {
                OpenQuestion question = calls.get(reply.replySerial());
                if (question != null) {
                    end(question, question.check().result(reply));
                }
            }
            if (!wasReady && bus.isReady()) {
                refusal = null;
                List.copyOf(open).forEach(question -> call(bus, question));
            }
        } catch (IOException e) {
            disconnect(bus, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            disconnect(bus, e.toString()); // a fault of ours costs these answers, and not the ones after them
        }
    }

    /** When {@link #expire()} has something to do: nanoseconds from now, not below 0; null if never. */
    @Nullable
    Long nanosToDeadline() {
        long now = System.nanoTime();
        Long least = connection != null && !connection.isReady() ? (Long) (handshakeDeadline - now) : null;
        for (OpenQuestion question : open) {
            long left = question.deadlineNanos() - now;
            least = least == null || left < least ? (Long) left : least;
        }
        return least == null ? null : (Long) Math.max(least, 0);
    }

    /** Ends what has waited long enough. */
    void expire() {
        long now = System.nanoTime();
        BusConnection bus = connection;
        if (bus != null && !bus.isReady() && handshakeDeadline - now <= 0) {
            disconnect(bus, address.path() + " does not answer");
        }
        for (OpenQuestion question : List.copyOf(open)) {
            if (question.deadlineNanos() - now <= 0) {
                String reason = overdue(question);
                takeBack(question);
                end(question, AuthorizationResult.unavailable(reason));
            }
        }
    }

    private String overdue(OpenQuestion question) {
        if (question.serial() == 0) {
            return NO_BUS + address.path() + " does not answer";
        }
        return question.check().interactive()
                ? "nobody answered the authentication dialog in time"
                : "polkit did not answer within " + timeout.toMillis() + " ms";
    }

    /** Takes every question back, without an answer, and disconnects. */
    void close() {
        List.copyOf(open).forEach(question -> {
            takeBack(question);
            forget(question);
        });
        BusConnection bus = connection;
        if (bus != null) {
            try {
                bus.write(); // a person may be looking at a dialog
            } catch (IOException e) {
                // it is gone already, and what was asked over it with it
            }
            bus.close();
            connection = null;
        }
    }

    private @Nullable BusConnection connected() {
        long now = System.nanoTime();
        if (connection == null && (refusal == null || now - refusedAt >= RETRY_NANOS)) {
            try {
                connection = BusConnection.connect(address);
                handshakeDeadline = now + timeout.toNanos();
            } catch (IOException e) {
                refusal = String.valueOf(e.getMessage());
                refusedAt = now;
            }
        }
        return connection;
    }

    private void call(BusConnection bus, OpenQuestion question) {
        boolean withPidfd = bus.passesFds();
        question.calledWith(bus.call(
                CheckAuthorization.METHOD,
                question.check().arguments(withPidfd),
                withPidfd ? List.of(question.pidfd()) : List.of()));
        calls.put(question.serial(), question);
    }

    /** Tells polkit, if it knows, that a question is no longer asked. */
    private void takeBack(OpenQuestion question) {
        BusConnection bus = connection;
        if (bus != null && question.serial() != 0 && !bus.withdraw(question.serial())) {
            bus.call(CheckAuthorization.CANCEL, question.check().cancelArgument(), List.of());
        }
    }

    private void disconnect(BusConnection bus, String reason) {
        String what = "the connection to the system bus was lost: ";
        if (!bus.isReady()) {
            what = NO_BUS;
            refusal = reason;
            refusedAt = System.nanoTime();
        }
        bus.close();
        connection = null;
        for (OpenQuestion question : List.copyOf(open)) {
            end(question, AuthorizationResult.unavailable(what + reason));
        }
    }

    private void end(OpenQuestion question, AuthorizationResult result) {
        AuthorizationResult checked =
                hasEnded(question) ? AuthorizationResult.unavailable("the process that asked has ended") : result;
        forget(question);
        question.answer(checked);
    }

    /** A yes is for that process alone; whoever has its number or its connection by now is another one. */
    private static boolean hasEnded(OpenQuestion question) {
        try {
            return PidFd.hasEnded(question.pidfd());
        } catch (SystemCallException e) {
            return true; // nothing is known of it, so nothing is granted to it
        }
    }

    private void forget(OpenQuestion question) {
        open.remove(question);
        calls.remove(question.serial());
        question.pidfd().close();
    }
}
