package org.xdpbroker.broker.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.authorize.Answer;
import org.xdpbroker.broker.authorize.Authorizer;
import org.xdpbroker.broker.grant.LiveLeases;
import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.Reply;

/**
 * ListLeases and Revoke: everyone for their own leases, and for those of others whoever may manage. Root may, as polkit has
 * it, also where there is no polkit.
 */
final class ManageMethods {

    private static final int ROOT = 0;

    private final LeaseTable table;
    private final LiveLeases leases;
    private final OpenQuestions questions;
    private final Refusals refusals;

    ManageMethods(LeaseTable table, LiveLeases leases, OpenQuestions questions, Refusals refusals) {
        this.table = table;
        this.leases = leases;
        this.questions = questions;
        this.refusals = refusals;
    }

    void listLeases(Session session, Call call) throws InvalidParameterException, RefusedException {
        Fields fields = new Fields(call.parameters());
        boolean interactive = fields.flag("allowInteractiveAuthentication");
        fields.end();
        int uid = session.peer().uid();
        if (table.all().size() == table.ofUser(uid).size()) {
            reply(session, table.all()); // nobody else has any: nothing to ask about
            return;
        }
        ask(
                session,
                call,
                interactive,
                answer -> reply(session, answer.kind() == Answer.Kind.YES ? table.all() : table.ofUser(uid)));
    }

    void revoke(Session session, Call call) throws InvalidParameterException, RefusedException {
        Fields fields = new Fields(call.parameters());
        String id = fields.string("id");
        String reason = fields.stringOrNull("reason");
        boolean interactive = fields.flag("allowInteractiveAuthentication");
        fields.end();
        if (table.find(id, session.peer().uid()) != null) {
            revoke(session, id, "revoked by its owner", reason);
            return;
        }
        // asked for an id that does not exist, too, and in the same words: the caller must not learn which exist
        ask(session, call, interactive, answer -> {
            if (answer.kind() != Answer.Kind.YES) {
                throw RefusedException.mayNotManage(id, answer);
            }
            revoke(
                    session,
                    id,
                    "revoked by uid " + Integer.toUnsignedString(session.peer().uid()),
                    reason);
        });
    }

    private void revoke(Session session, String id, String who, @Nullable String reason) throws RefusedException {
        leases.revoke(id, who + (reason == null ? "" : ": " + reason));
        session.reply(Reply.success(new JsonObject()));
    }

    /** What follows an answer. */
    private interface Continuation {
        void with(Answer answer) throws RefusedException;
    }

    /** Without details: they would tell the caller's own agent which leases exist. */
    private void ask(Session session, Call call, boolean interactive, Continuation continuation)
            throws RefusedException {
        if (session.peer().uid() == ROOT) {
            continuation.with(Answer.YES);
            return;
        }
        questions.ask(
                session,
                Authorizer.Action.MANAGE,
                Map.of(),
                interactive,
                answer -> refusals.guard(session, call, () -> {
                    if (answer.kind() == Answer.Kind.YES) {
                        refusals.authorized(session, call, Map.of());
                    }
                    continuation.with(answer);
                }));
    }

    private void reply(Session session, List<Lease> listed) {
        JsonArray array = new JsonArray();
        listed.forEach(lease -> array.add(leases.describe(lease).encode()));
        JsonObject reply = new JsonObject();
        reply.add("leases", array);
        session.reply(Reply.success(reply));
    }
}
