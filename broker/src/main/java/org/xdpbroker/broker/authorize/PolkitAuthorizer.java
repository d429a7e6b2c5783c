package org.xdpbroker.broker.authorize;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.xdpbroker.broker.loop.EventLoop;
import org.xdpbroker.polkit.ActionId;
import org.xdpbroker.polkit.Authority;
import org.xdpbroker.polkit.AuthorizationResult;
import org.xdpbroker.polkit.Details;
import org.xdpbroker.polkit.Subject;
import org.xdpbroker.polkit.SubjectGoneException;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.PeerCredentials;

/** Asks polkit, and brings its answers to the conductor's thread. */
public final class PolkitAuthorizer implements Authorizer {

    private final Authority authority;
    private final EventLoop loop;

    /** Takes ownership of the authority. */
    public PolkitAuthorizer(Authority authority, EventLoop loop) {
        this.authority = authority;
        this.loop = loop;
    }

    @Override
    public Question ask(
            OwnedFd socket,
            PeerCredentials peer,
            Action action,
            Map<String, String> details,
            boolean interactive,
            Consumer<Answer> answer) {
        try (Subject subject = Subject.ofPeer(socket, peer)) {
            org.xdpbroker.polkit.Question question = authority.ask(
                    subject,
                    new ActionId(action.id()),
                    new Details(details),
                    interactive,
                    result -> loop.post(() -> answer.accept(answer(result))));
            return question::cancel;
        } catch (SubjectGoneException e) {
            return unavailable("the process that asked has ended", answer);
        } catch (IOException e) {
            return unavailable("the process that asked cannot be named to polkit: " + e.getMessage(), answer);
        }
    }

    @Override
    public void close() {
        authority.close();
    }

    private Question unavailable(String reason, Consumer<Answer> answer) {
        loop.post(() -> answer.accept(new Answer(Answer.Kind.UNAVAILABLE, reason)));
        return () -> {};
    }

    private static Answer answer(AuthorizationResult result) {
        return switch (result.outcome()) {
            case AUTHORIZED -> Answer.YES;
            case NOT_AUTHORIZED, DISMISSED -> new Answer(Answer.Kind.NO, result.reason());
            case CHALLENGE -> new Answer(Answer.Kind.NEEDS_PERSON, result.reason());
            case UNAVAILABLE -> new Answer(Answer.Kind.UNAVAILABLE, result.reason());
        };
    }
}
