package org.xdpbroker.broker.service;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.xdpbroker.broker.grant.BindWatch;
import org.xdpbroker.broker.grant.Granter;
import org.xdpbroker.broker.grant.LiveLeases;
import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.lease.LeaseTable;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.policy.Decision;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.protocol.message.RequestParameters;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.Reply;

/** {@code org.xdpbroker.Broker}: each method decodes, lets the parts act, and encodes. Conductor thread only. */
public final class BrokerInterface {

    private final Granter granter;
    private final BindWatch binds;
    private final InterfaceList interfaces;
    private final Subscribers subscribers;
    private final OpenQuestions questions;
    private final Refusals refusals;
    private final RequestMethod request;
    private final ManageMethods manage;

    public BrokerInterface(
            Granter granter,
            BindWatch binds,
            LiveLeases leases,
            LeaseTable table,
            InterfaceList interfaces,
            Subscribers subscribers,
            OpenQuestions questions,
            EventLog log) {
        this.granter = granter;
        this.binds = binds;
        this.interfaces = interfaces;
        this.subscribers = subscribers;
        this.questions = questions;
        refusals = new Refusals(log);
        request = new RequestMethod(granter, questions, refusals);
        manage = new ManageMethods(table, leases, questions, refusals);
    }

    Map<String, Method> methods() {
        return Map.of(
                name("Request"), request,
                name("Activate"), this::activate,
                name("Check"), this::check,
                name("ListLeases"), manage::listLeases,
                name("ListInterfaces"), this::listInterfaces,
                name("Revoke"), manage::revoke,
                name("Subscribe"), this::subscribe);
    }

    void ended(Session session) {
        subscribers.remove(session);
        questions.ended(session);
    }

    private void activate(Session session, Call call) throws InvalidParameterException, RefusedException {
        Fields fields = new Fields(call.parameters());
        String id = fields.string("id");
        List<Integer> queues = fields.integersOrNull("queues", 0, RequestParameters.MAX_QUEUE);
        fields.end();
        Lease lease = binds.activate(id, session.peer().uid(), queues);
        JsonObject reply = new JsonObject();
        reply.add("lease", lease.describe().encode());
        session.reply(Reply.success(reply));
    }

    private void check(Session session, Call call) throws InvalidParameterException, RefusedException {
        RequestParameters asked = RequestParameters.decode(call.parameters());
        Decision decision = granter.plan(session.peer(), asked).decision();
        refusals.checked(session, asked.interfaceName().value(), decision);
        JsonObject reply = new JsonObject();
        reply.addProperty("decision", decision.verdict().word());
        reply.addProperty("rule", decision.rule());
        reply.addProperty("reason", decision.reason());
        session.reply(Reply.success(reply));
    }

    private void listInterfaces(Session session, Call call) throws InvalidParameterException, RefusedException {
        new Fields(call.parameters()).end();
        JsonObject reply = new JsonObject();
        try {
            reply.add("interfaces", interfaces.describe(session.peer()));
        } catch (IOException e) {
            throw RefusedException.brokerFault("listing interfaces", Objects.toString(e.getMessage()));
        }
        session.reply(Reply.success(reply));
    }

    private void subscribe(Session session, Call call) throws InvalidParameterException {
        new Fields(call.parameters()).end();
        if (!call.more()) {
            session.reply(Reply.failure(Interfaces.SERVICE + ".ExpectedMore", new JsonObject()));
            return;
        }
        subscribers.add(session);
    }

    private static String name(String method) {
        return Interfaces.BROKER + "." + method;
    }
}
