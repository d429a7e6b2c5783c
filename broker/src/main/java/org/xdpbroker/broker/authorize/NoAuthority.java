package org.xdpbroker.broker.authorize;

import java.util.Map;
import java.util.function.Consumer;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.PeerCredentials;

/** There is nobody to ask: every question is answered so, at once. */
public final class NoAuthority implements Authorizer {

    private final String reason;

    public NoAuthority(String reason) {
        this.reason = reason;
    }

    @Override
    public Question ask(
            OwnedFd socket,
            PeerCredentials peer,
            Action action,
            Map<String, String> details,
            boolean interactive,
            Consumer<Answer> answer) {
        answer.accept(new Answer(Answer.Kind.UNAVAILABLE, reason));
        return () -> {};
    }

    @Override
    public void close() {
        // nothing is held
    }
}
