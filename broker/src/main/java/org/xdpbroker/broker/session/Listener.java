package org.xdpbroker.broker.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.loop.Source;
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
    private final CallHandler handler;
    private final EventLog log;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private boolean paused;

    /** Takes ownership of a listening socket. */
    public Listener(EventLoop loop, OwnedFd socket, Limits limits, CallHandler handler, EventLog log) {
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
        try {
            for (OwnedFd fd = UnixSocket.accept(socket); fd != null; fd = UnixSocket.accept(socket)) {
                welcome(fd);
            }
        } catch (SystemCallException e) {
            log.warning("accept-failed", "reason", e.getMessage());
            paused = true;
            loop.after(PAUSE_MILLIS, () -> paused = false);
        }
    }

    /** Ends every session and stops listening. */
    @Override
    public void close() {
        loop.remove(this);
        List.copyOf(sessions).forEach(session -> session.end("the broker stops"));
        socket.close();
    }

    private void welcome(OwnedFd fd) {
        PeerCredentials peer;
        try {
            peer = PeerCredentials.of(fd);
        } catch (SystemCallException e) {
            log.warning("peer-unknown", "reason", e.getMessage());
            fd.close();
            return;
        }
        long sameUser =
                sessions.stream().filter(s -> s.peer().uid() == peer.uid()).count();
        if (sessions.size() >= limits.connections() || sameUser >= limits.connectionsPerUser()) {
            log.warning("connection-refused", "uid", peer.uid(), "pid", peer.pid(), "connections", sameUser);
            fd.close();
            return;
        }
        Session session = new Session(loop, fd, peer, limits, handler, this::ended);
        sessions.add(session);
        loop.add(session);
    }

    private void ended(Session session, String reason) {
        sessions.remove(session);
        log.debug(
                "session-ended",
                "uid",
                session.peer().uid(),
                "pid",
                session.peer().pid(),
                "reason",
                reason);
    }
}
