package org.xdpbroker.broker.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.loop.Source;
import org.xdpbroker.protocol.posix.KernelFile;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.UnixSocket;

/** Takes connections and keeps their number within the limits. Conductor thread only. */
public final class Listener implements Source, AutoCloseable {

    /** How long to leave connections waiting after accept failed, instead of trying in a circle. */
    private static final int PAUSE_MILLIS = 100;

    private final EventLoop loop;
    private final OwnedFd socket;
    private final Limits limits;
    private final IntSupplier connectionsPerUser;
    private final CallHandler handler;
    private final EventLog log;
    private final Runnable onEnd;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private boolean paused;

    /**
     * Takes ownership of a listening socket.
     *
     * @param connectionsPerUser how many connections a user may have at the moment
     * @param onEnd told when a connection has ended
     */
    public Listener(
            EventLoop loop,
            OwnedFd socket,
            Limits limits,
            IntSupplier connectionsPerUser,
            CallHandler handler,
            EventLog log,
            Runnable onEnd) {
        this.onEnd = onEnd;
        this.connectionsPerUser = connectionsPerUser;
        this.loop = loop;
        this.socket = socket;
        this.limits = limits;
        this.handler = handler;
        this.log = log;
    }

    @Override
    public OwnedFd fd() {
        return socket;
    }

    @Override
    public int interest() {
        return paused ? 0 : READABLE;
    }

    @Override
    public void ready(int events) {
        List<Session> welcomed = new ArrayList<>();
        try {
            for (OwnedFd fd = UnixSocket.accept(socket); fd != null; fd = UnixSocket.accept(socket)) {
                Session session = welcome(fd);
                if (session != null) {
                    welcomed.add(session);
                }
            }
        } catch (SystemCallException e) {
            log.warning("accept-failed", "reason", e.getMessage());
            paused = true;
            loop.after(PAUSE_MILLIS, () -> paused = false);
        }
        for (Session session : welcomed) {
            session.ready(READABLE); // who connects speaks at once: most have by now, and need no turn of the loop more
        }
    }

    /** How many connections there are. */
    public int connections() {
        return sessions.size();
    }

    /**
     * Lets nobody connect any more and takes in whoever waits already, so that nobody who has connected is lost: from here on
     * connect(2) answers ECONNREFUSED. Not for a socket that somebody else goes on listening with.
     */
    public void shut() {
        try {
            UnixSocket.refuseInput(socket);
        } catch (SystemCallException e) {
            log.warning("shut-failed", "reason", e.getMessage());
        }
        ready(READABLE);
        loop.remove(this);
    }

    /** Ends every session and stops listening. */
    @Override
    public void close() {
        loop.remove(this);
        List.copyOf(sessions).forEach(session -> session.end("the broker stops"));
        socket.close();
    }

    /** The session of a new connection; null if it was turned away. */
    private @Nullable Session welcome(OwnedFd fd) {
        PeerCredentials peer;
        try {
            peer = PeerCredentials.of(fd);
        } catch (SystemCallException e) {
            log.warning("peer-unknown", "reason", e.getMessage());
            fd.close();
            return null;
        }
        int sameUser = sessionsOf(peer.uid());
        int perUser = connectionsPerUser.getAsInt();
        if (sessions.size() >= limits.connections() || sameUser >= perUser + limits.surplusPerUser()) {
            log.warning(
                    "connection-refused",
                    "uid",
                    Integer.toUnsignedString(peer.uid()),
                    "pid",
                    peer.pid(),
                    "connections",
                    sameUser);
            fd.close();
            return null;
        }
        Session session =
                new Session(loop, fd, peer, commandOf(peer.pid()), sameUser >= perUser, limits, handler, this::ended);
        sessions.add(session);
        loop.add(session);
        return session;
    }

    private int sessionsOf(int uid) {
        int count = 0;
        for (Session session : sessions) {
            if (session.peer().uid() == uid) {
                count++;
            }
        }
        return count;
    }

    /** What the process calls itself; "?" if it has gone or cannot be seen. */
    private static String commandOf(int pid) {
        try {
            return KernelFile.read("/proc/" + pid + "/comm");
        } catch (SystemCallException e) {
            return "?";
        }
    }

    private void ended(Session session, String reason) {
        sessions.remove(session);
        log.debug(
                "session-ended",
                "uid",
                Integer.toUnsignedString(session.peer().uid()),
                "pid",
                session.peer().pid(),
                "reason",
                reason);
        onEnd.run();
    }
}
