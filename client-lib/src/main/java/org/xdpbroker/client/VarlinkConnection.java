package org.xdpbroker.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;
import org.xdpbroker.protocol.transport.Deadline;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.MalformedMessageException;
import org.xdpbroker.protocol.varlink.MessageFramer;
import org.xdpbroker.protocol.varlink.Reply;

/**
 * One call after the other over one socket. A call that fails in any way but a reply closes the connection, as an answer that
 * comes later could be taken for the next call's.
 */
final class VarlinkConnection implements AutoCloseable {

    private static final int RECEIVE_BYTES = 2 * 1024;
    private static final int QUEUE_FULL_PAUSE_MILLIS = 5;

    private final Path path;
    private final Duration timeout;
    private final OwnedFd socket;
    private final PollSet poll;

    private VarlinkConnection(Path path, Duration timeout, OwnedFd socket) {
        this.path = path;
        this.timeout = timeout;
        this.socket = socket;
        poll = new PollSet(socket.number());
    }

    /** What a call brought; the descriptors are the receiver's. */
    record Answer(Reply reply, List<OwnedFd> fds) {

        void closeDescriptors() {
            fds.forEach(OwnedFd::close);
        }
    }

    static VarlinkConnection connect(Path path, Duration timeout) throws IOException {
        Deadline deadline = Deadline.after(timeout);
        while (true) {
            try {
                return new VarlinkConnection(path, timeout, UnixSocket.connect(path.toString()));
            } catch (SystemCallException e) {
                if (!e.errno().equals(Errno.EAGAIN) || deadline.isOver()) {
                    throw new BrokerConnectionException(
                            "cannot reach xdp-brokerd: " + e.getMessage() + nextStep(path, e), e);
                }
                pause(QUEUE_FULL_PAUSE_MILLIS);
            }
        }
    }

    /** Calls a method and waits for its one reply, an error included. */
    synchronized Answer call(String method, JsonObject parameters) throws IOException {
        if (!socket.isOpen()) {
            throw new BrokerConnectionException("the connection to xdp-brokerd is closed. Connect again.");
        }
        Deadline deadline = Deadline.after(timeout);
        List<OwnedFd> fds = new ArrayList<>();
        boolean answered = false;
        try {
            send(MessageFramer.frame(Call.of(method, parameters).encode()), method, deadline);
            Reply reply = receive(method, deadline, fds);
            answered = true;
            return new Answer(reply, fds);
        } catch (MalformedMessageException e) {
            throw new BrokerProtocolException(
                    "what answers " + method + " at " + path + " is no xdp-brokerd: " + e.getMessage(), e);
        } finally {
            if (!answered) {
                fds.forEach(OwnedFd::close);
                socket.close();
            }
        }
    }

    /** Waits for a call under way to end. */
    @Override
    public synchronized void close() {
        socket.close();
    }

    private void send(byte[] message, String method, Deadline deadline) throws IOException {
        int sent = 0;
        while (sent < message.length) {
            try {
                int more = UnixSocket.send(socket, message, sent, List.of());
                sent += more;
                if (more == 0) {
                    await(PollSet.POLLOUT, method, deadline);
                }
            } catch (SystemCallException e) {
                if (e.errno().equals(Errno.EPIPE)) {
                    return; // a broker that turns a connection away says why before it closes: read that
                }
                throw lost(method, e);
            }
        }
    }

    private Reply receive(String method, Deadline deadline, List<OwnedFd> fds) throws IOException {
        MessageFramer framer = new MessageFramer();
        while (true) {
            // an answer is never there yet: receiving first would be one system call more
            await(PollSet.POLLIN, method, deadline);
            Received received = UnixSocket.receive(socket, RECEIVE_BYTES);
            fds.addAll(received.fds());
            if (received.fdsLost()) {
                fds.forEach(OwnedFd::close);
                throw new BrokerProtocolException(
                        "the kernel dropped descriptors that came with the answer to " + method
                                + ", as this process has as many files open as its limit RLIMIT_NOFILE allows. Everything"
                                + " granted was given back. Raise the limit (ulimit -n) or close files, and connect again.");
            }
            Errno error = received.error();
            if (error != null) {
                if (!error.equals(Errno.EAGAIN) && !error.equals(Errno.EINTR)) {
                    throw lost(method, new SystemCallException("recvmsg", error));
                }
            } else if (received.endOfStream()) {
                throw new BrokerConnectionException("xdp-brokerd at " + path
                        + " closed the connection instead of answering " + method + ". Its log says why.");
            } else {
                framer.add(received.bytes());
                Reply reply = next(framer);
                if (reply != null) {
                    return reply;
                }
            }
        }
    }

    private static @Nullable Reply next(MessageFramer framer) throws MalformedMessageException {
        JsonObject message = framer.next();
        if (message == null) {
            return null;
        }
        Reply reply = Reply.decode(message);
        if (reply.continues() || framer.isMidMessage()) {
            throw new MalformedMessageException("one call was answered more than once");
        }
        return reply;
    }

    private void await(short events, String method, Deadline deadline) throws IOException {
        poll.events(0, events);
        if (!poll.await(deadline.remainingMillis()) && deadline.isOver()) {
            throw new BrokerTimeoutException("xdp-brokerd at " + path + " did not answer " + method + " within "
                    + timeout.toMillis() + " ms. It may be busy or stopped; connect again.");
        }
    }

    private BrokerConnectionException lost(String method, SystemCallException e) {
        return new BrokerConnectionException(
                "lost xdp-brokerd at " + path + " while it was asked " + method + ": " + e.getMessage(), e);
    }

    private static String nextStep(Path path, SystemCallException e) {
        Errno errno = e.errno();
        if (errno.equals(Errno.ENOENT) || errno.equals(Errno.ECONNREFUSED)) {
            return ". Is it running?"
                    + (path.toString().equals(Interfaces.DEFAULT_SOCKET)
                            ? " As root: systemctl start xdp-broker.socket; or, without systemd, install "
                                    + Launcher.PROGRAM + "."
                            : "")
                    + " If it listens elsewhere, set " + XdpBroker.SOCKET_VARIABLE + " to its socket.";
        }
        if (errno.equals(Errno.EACCES)) {
            return ". This user may not write to the socket: ask the administrator.";
        }
        if (errno.equals(Errno.EAGAIN)) {
            return ". Too many clients are waiting for it; try again later.";
        }
        return ".";
    }

    private static void pause(int millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a place in xdp-brokerd's queue");
        }
    }
}
