package org.xdpbroker.broker.session;

import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.broker.loop.Source;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.PeerCredentials;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.MalformedMessageException;
import org.xdpbroker.protocol.varlink.MessageFramer;
import org.xdpbroker.protocol.varlink.Reply;

/**
 * One client's connection. Calls are taken one at a time, and nothing is read while one is open, so a client can neither
 * reorder nor pile up work. Whatever goes wrong here ends this session and nothing else. Conductor thread only.
 */
public final class Session implements Source {

    private static final int READ_BYTES = 2 * 1024;

    private final EventLoop loop;
    private final OwnedFd socket;
    private final PeerCredentials peer;
    private final String command;
    private final boolean surplus;
    private final Limits limits;
    private final CallHandler handler;
    private final SessionListener listener;
    private final MessageFramer framer = new MessageFramer();
    private final Deque<Outgoing> outgoing = new ArrayDeque<>();
    private @Nullable Call open;
    private EventLoop.@Nullable Timer deadline;
    private @Nullable String deadlineFor;
    private boolean taking;
    private boolean ended;

    Session(
            EventLoop loop,
            OwnedFd socket,
            PeerCredentials peer,
            String command,
            boolean surplus,
            Limits limits,
            CallHandler handler,
            SessionListener listener) {
        this.loop = loop;
        this.socket = socket;
        this.peer = peer;
        this.command = command;
        this.surplus = surplus;
        this.limits = limits;
        this.handler = handler;
        this.listener = listener;
    }

    /** Who connected, as the kernel says. */
    public PeerCredentials peer() {
        return peer;
    }

    /** The name of the process that connected, as it calls itself; for the record. */
    public String command() {
        return command;
    }

    /** Whether the user has more connections than allowed; such a session is there only to be told so. */
    public boolean isSurplus() {
        return surplus;
    }

    /**
     * Answers the open call.
     *
     * @param fds descriptors to pass, owned by this session from now on, also if it has ended
     */
    public void reply(Reply reply, List<OwnedFd> fds) {
        Outgoing message = new Outgoing(MessageFramer.frame(reply.encode()), fds);
        Call call = open;
        if (ended || call == null || call.oneway()) {
            message.close();
        } else {
            outgoing.add(message);
        }
        if (!reply.continues()) {
            open = null;
            if (!taking) {
                loop.post(this::takeCalls); // what came in while the call was open
            }
        }
        flush();
    }

    public void reply(Reply reply) {
        reply(reply, List.of());
    }

    @Override
    public OwnedFd fd() {
        return socket;
    }

    @Override
    public int interest() {
        return (open == null && outgoing.isEmpty() ? READABLE : 0) | (outgoing.isEmpty() ? 0 : WRITABLE);
    }

    @Override
    public void ready(int events) {
        if ((events & WRITABLE) != 0) {
            flush();
        }
        if (!ended && (events & READABLE) != 0) {
            read();
        } else if (!ended && (events & HANGUP) != 0) {
            end("the client closed the connection");
        }
        if (!ended) {
            takeCalls();
        }
    }

    /** Ends the session; a reply that did not go out takes its descriptors with it. A second call does nothing. */
    public void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        cancelDeadline();
        loop.remove(this);
        outgoing.forEach(Outgoing::close);
        outgoing.clear();
        socket.close();
        handler.ended(this);
        listener.sessionEnded(this, reason);
    }

    private void read() {
        Received received = UnixSocket.receiveBytes(socket, READ_BYTES);
        Errno error = received.error();
        if (received.endOfStream()) {
            end("the client closed the connection");
        } else if (error == null) {
            try {
                framer.add(received.bytes());
            } catch (MalformedMessageException e) {
                end(String.valueOf(e.getMessage()));
            }
        } else if (!error.equals(Errno.EAGAIN) && !error.equals(Errno.EINTR)) {
            end("recv failed: " + error);
        }
    }

    private void takeCalls() {
        taking = true;
        try {
            while (!ended && open == null && outgoing.isEmpty()) {
                JsonObject message = framer.next();
                if (message == null) {
                    break;
                }
                cancelDeadline();
                Call call = Call.decode(message);
                open = call;
                handler.handle(this, call);
            }
            watchDeadline();
        } catch (MalformedMessageException e) {
            end(String.valueOf(e.getMessage()));
        } finally {
            taking = false;
        }
    }

    /** What a client begins it has to go on with in time, or many idle halves could hold all connections. */
    private void watchDeadline() {
        String awaited = null;
        if (!ended && !outgoing.isEmpty()) {
            awaited = "a reply was not read";
        } else if (!ended && open == null && framer.isMidMessage()) {
            awaited = "a message was not complete";
        }
        if (!Objects.equals(awaited, deadlineFor)) {
            cancelDeadline();
            deadlineFor = awaited;
            if (awaited != null) {
                String reason = awaited + " within " + limits.messageMillis() + " ms";
                deadline = loop.after(limits.messageMillis(), () -> end(reason));
            }
        }
    }

    private void cancelDeadline() {
        deadlineFor = null;
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    private void flush() {
        try {
            while (!outgoing.isEmpty() && outgoing.getFirst().send(socket)) {
                outgoing.removeFirst(); // its descriptors went with its first byte
            }
            if (surplus && outgoing.isEmpty() && open == null) {
                end("the user has too many connections");
                return;
            }
            int waiting = 0;
            for (Outgoing message : outgoing) {
                waiting += message.remaining();
            }
            if (waiting > limits.backlogBytes()) {
                end("the client does not read its replies: " + waiting + " bytes wait");
            }
        } catch (SystemCallException e) {
            end(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return "session of uid " + Integer.toUnsignedString(peer.uid()) + " pid " + peer.pid();
    }
}
