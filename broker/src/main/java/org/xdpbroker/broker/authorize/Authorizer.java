package org.xdpbroker.broker.authorize;

import java.util.Map;
import java.util.function.Consumer;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.PeerCredentials;

/** Answers whether a process may do something. Called on the conductor's thread, and answers on it. */
public interface Authorizer extends AutoCloseable {

    /** What is asked: the actions of the file org.xdpbroker.policy. */
    enum Action {
        /** Get sockets for queues. */
        REQUEST("org.xdpbroker.request"),
        /** See and revoke other users' leases. */
        MANAGE("org.xdpbroker.manage");

        private final String id;

        Action(String id) {
            this.id = id;
        }

        /** The action's name at the authority. */
        public String id() {
            return id;
        }
    }

    /** An open question. */
    interface Question {
        /** Withdraws it; its answer is not delivered any more. Does nothing after the answer. */
        void cancel();
    }

    /**
     * Asks; never waits.
     *
     * @param socket the asking process's connection, by which the kernel names the process; used only during this call
     * @param details what rules and people are told, by name
     * @param interactive whether a person may be asked for a password
     * @param answer told once, later, unless the question is cancelled first
     */
    Question ask(
            OwnedFd socket,
            PeerCredentials peer,
            Action action,
            Map<String, String> details,
            boolean interactive,
            Consumer<Answer> answer);

    @Override
    void close();
}
