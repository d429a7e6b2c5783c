package org.xdpbroker.broker.service;

import com.google.gson.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.authorize.Answer;
import org.xdpbroker.broker.authorize.Authorizer;
import org.xdpbroker.broker.grant.Granter;
import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.message.RequestParameters;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.Reply;

/**
 * Request: decode, decide by policy, ask the authority where policy says so, grant. While an answer is awaited nothing is
 * held for the client, and what was true when the question was asked is looked at again when the answer comes.
 */
final class RequestMethod implements Method {

    private final Granter granter;
    private final OpenQuestions questions;
    private final Refusals refusals;

    RequestMethod(Granter granter, OpenQuestions questions, Refusals refusals) {
        this.granter = granter;
        this.questions = questions;
        this.refusals = refusals;
    }

    @Override
    public void call(Session session, Call call) throws InvalidParameterException, RefusedException {
        RequestParameters asked = RequestParameters.decode(call.parameters());
        if (call.oneway()) {
            throw new InvalidParameterException("oneway", "cannot be, the sockets come with the reply");
        }
        proceed(session, call, asked, null);
    }

    /** @param approved the details that a person or a rule of the authority said yes to; null before any answer */
    private void proceed(Session session, Call call, RequestParameters asked, @Nullable Map<String, String> approved)
            throws RefusedException {
        Granter.Plan plan = granter.plan(session.peer(), asked);
        switch (plan.decision().verdict()) {
            case DENY ->
                throw RefusedException.denied(
                        plan.nif(), plan.decision().rule(), plan.decision().reason());
            case ALLOW -> grant(session, asked, plan);
            case ASK -> {
                Map<String, String> details = granter.details(asked, plan);
                if (details.equals(approved)) {
                    grant(session, asked, plan);
                } else {
                    ask(session, call, asked, plan, details);
                }
            }
        }
    }

    private void ask(
            Session session, Call call, RequestParameters asked, Granter.Plan plan, Map<String, String> details)
            throws RefusedException {
        // what cannot be granted anyway is nothing to disturb a person for
        granter.refuseImpossible(asked, plan);
        questions.ask(
                session,
                Authorizer.Action.REQUEST,
                details,
                asked.allowInteractiveAuthentication(),
                answer -> refusals.guard(session, call, () -> answered(session, call, asked, plan, details, answer)));
    }

    private void answered(
            Session session,
            Call call,
            RequestParameters asked,
            Granter.Plan plan,
            Map<String, String> details,
            Answer answer)
            throws RefusedException {
        if (answer.kind() == Answer.Kind.YES) {
            refusals.authorized(session, call, details);
            proceed(session, call, asked, details);
            return;
        }
        throw RefusedException.notAuthorized(plan.nif(), plan.decision().rule(), answer);
    }

    private void grant(Session session, RequestParameters asked, Granter.Plan plan) throws RefusedException {
        Granter.Grant grant =
                granter.grant(new Granter.Asker(session.fd(), session.peer(), session.command()), asked, plan);
        JsonObject reply = new JsonObject();
        reply.add("lease", grant.lease().describeWithSockets().encode());
        reply.addProperty("leaseFileDescriptor", grant.fds().size() - 1);
        session.reply(Reply.success(reply), grant.fds());
    }
}
