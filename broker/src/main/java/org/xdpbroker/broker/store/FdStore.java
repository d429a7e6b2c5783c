package org.xdpbroker.broker.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.UnixDatagram;

/**
 * The service manager's store of descriptors: FDSTORE and FDSTOREREMOVE of sd_notify(3). What it cannot take at the moment is
 * told in order a little later, so that nothing stays there which should not. Conductor thread only.
 */
public final class FdStore {

    private static final int RETRY_MILLIS = 20;
    /** The queue of its socket is full, or too many descriptors are on their way. */
    private static final Set<Errno> NO_ROOM = Set.of(Errno.EAGAIN, Errno.ENOBUFS, new Errno(109)); // ETOOMANYREFS

    private final String address;
    private final EventLoop loop;
    private final EventLog log;
    private final Queue<Message> waiting = new ArrayDeque<>();
    private @Nullable UnixDatagram socket;

    /** @param fd a copy of the descriptor, owned by this; null where none is passed */
    private record Message(String state, @Nullable OwnedFd fd) {}

    /** @param address the value of NOTIFY_SOCKET */
    public FdStore(String address, EventLoop loop, EventLog log) {
        this.address = address;
        this.loop = loop;
        this.log = log;
    }

    /**
     * Has a descriptor kept and passed to the next process. The manager shall not poll it: a client's hang-up is for the broker
     * to see, and a lease that is missing is not to be taken for one that was never stored.
     *
     * @param name without colon and control characters
     * @param fd stays the caller's
     */
    public void put(String name, OwnedFd fd) {
        String state = "FDSTORE=1\nFDNAME=" + name + "\nFDPOLL=0";
        try {
            if (!waiting.isEmpty() || !isSent(state, fd)) {
                later(new Message(state, fd.duplicate()));
            }
        } catch (IOException e) {
            log.warning("descriptor-not-stored", "name", name, "reason", e.getMessage());
        }
    }

    /** Has all descriptors of a name closed. */
    public void remove(String name) {
        String state = "FDSTOREREMOVE=1\nFDNAME=" + name;
        try {
            if (!waiting.isEmpty() || !isSent(state, null)) {
                later(new Message(state, null));
            }
        } catch (IOException e) {
            log.warning("descriptor-not-removed", "name", name, "reason", e.getMessage());
        }
    }

    private void later(Message message) {
        if (waiting.isEmpty()) {
            loop.after(RETRY_MILLIS, this::flush);
        }
        waiting.add(message);
    }

    private void flush() {
        for (Message message = waiting.peek(); message != null; message = waiting.peek()) {
            try {
                if (!isSent(message.state(), message.fd())) {
                    loop.after(RETRY_MILLIS, this::flush);
                    return;
                }
            } catch (IOException e) {
                log.warning("manager-not-told", "reason", e.getMessage());
            }
            waiting.remove();
            if (message.fd() != null) {
                message.fd().close();
            }
        }
    }

    /** False if the manager has no room for it at the moment. */
    private boolean isSent(String state, @Nullable OwnedFd fd) throws IOException {
        if (socket == null) {
            socket = new UnixDatagram(address);
        }
        try {
            socket.send(state.getBytes(StandardCharsets.UTF_8), fd == null ? List.of() : List.of(fd));
            return true;
        } catch (SystemCallException e) {
            if (NO_ROOM.contains(e.errno())) {
                return false;
            }
            throw e;
        }
    }
}
