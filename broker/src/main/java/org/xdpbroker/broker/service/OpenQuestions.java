package org.xdpbroker.broker.service;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.xdpbroker.broker.authorize.Answer;
import org.xdpbroker.broker.authorize.Authorizer;
import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.policy.PolicyInForce;
import org.xdpbroker.broker.quota.UserCounts;
import org.xdpbroker.broker.session.Session;

/**
 * The questions that wait for an authority's answer, at most one a session: a session's next call is not read before this
 * one is answered. A client that hangs up withdraws its question. Conductor thread only.
 */
public final class OpenQuestions {

    private final Authorizer authorizer;
    private final PolicyInForce policy;
    private final Map<Session, Authorizer.Question> open = new HashMap<>();
    private final UserCounts byUser = new UserCounts();

    public OpenQuestions(Authorizer authorizer, PolicyInForce policy) {
        this.authorizer = authorizer;
        this.policy = policy;
    }

    /**
     * Asks about the session's peer.
     *
     * @param answer told once, on this thread, possibly before this returns; not at all if the session ends first
     * @throws RefusedException QuotaExceeded if the user has too many open questions
     */
    void ask(
            Session session,
            Authorizer.Action action,
            Map<String, String> details,
            boolean interactive,
            Consumer<Answer> answer)
            throws RefusedException {
        int uid = session.peer().uid();
        int limit = policy.get().limits().questions();
        if (byUser.of(uid) >= limit) {
            throw RefusedException.quotaExceeded("questions", limit, "Wait for the answers to those that are open.");
        }
        byUser.add(uid);
        open.put(session, () -> {}); // an answer may come before the question is known
        Authorizer.Question question =
                authorizer.ask(session.fd(), session.peer(), action, details, interactive, given -> {
                    if (open.remove(session) != null) {
                        byUser.remove(uid);
                        answer.accept(given);
                    }
                });
        open.replace(session, question);
    }

    void ended(Session session) {
        Authorizer.Question question = open.remove(session);
        if (question != null) {
            byUser.remove(session.peer().uid());
            question.cancel();
        }
    }
}
