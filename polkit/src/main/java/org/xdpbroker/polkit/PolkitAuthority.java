package org.xdpbroker.polkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * The polkit of this machine, over its system bus. It has one thread, which starts with the first question and carries any
 * number of them; it needs no privilege, reads no environment and writes no file.
 */
public final class PolkitAuthority implements Authority {

    /** Where the system bus listens by the D-Bus specification. */
    public static final String SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

    /** For questions that ask no person. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** For questions that ask a person, who may have to find a colleague with the password. */
    public static final Duration INTERACTIVE_TIMEOUT = Duration.ofMinutes(5);

    private final Duration timeout;
    private final Duration interactiveTimeout;
    private final AuthorityThread thread;
    private final AtomicLong lastId = new AtomicLong();

    /** The system bus, and {@link #TIMEOUT} for questions that ask no person. */
    public PolkitAuthority() throws SystemCallException {
        this(SYSTEM_BUS, TIMEOUT);
    }

    /**
     * Connects at the first question, not now.
     *
     * @param busAddress a D-Bus address of the form {@code unix:path=PATH}
     * @param timeout how long a question that asks no person may stay open, and how long the bus may take to let us in
     * @throws IllegalArgumentException if the address is of another form
     * @throws SystemCallException if the process has no file descriptors left
     */
    public PolkitAuthority(String busAddress, Duration timeout) throws SystemCallException {
        this(busAddress, timeout, INTERACTIVE_TIMEOUT);
    }

    PolkitAuthority(String busAddress, Duration timeout, Duration interactiveTimeout) throws SystemCallException {
        this.timeout = timeout;
        this.interactiveTimeout = interactiveTimeout;
        thread = new AuthorityThread(new Conversation(BusAddress.parse(busAddress), timeout));
    }

    /** @throws IllegalStateException if this authority or the subject is closed */
    @Override
    public Question ask(Subject subject, ActionId action, Details details, boolean interactive, Answer answer)
            throws SystemCallException {
        CheckAuthorization check = new CheckAuthorization(
                subject.pid(),
                subject.startTime(),
                subject.uid(),
                action,
                details,
                interactive,
                Long.toString(lastId.incrementAndGet()));
        long deadline = System.nanoTime() + (interactive ? interactiveTimeout : timeout).toNanos();
        OwnedFd pidfd = subject.pidfd().duplicate();
        OpenQuestion question =
                new OpenQuestion(check, pidfd, deadline, answer, cancelled -> thread.hand(c -> c.cancelled(cancelled)));
        if (!thread.hand(conversation -> conversation.ask(question))) {
            pidfd.close();
            throw new IllegalStateException("the authority is closed");
        }
        return question;
    }

    @Override
    public void close() {
        thread.close();
    }
}
