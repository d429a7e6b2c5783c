package org.xdpbroker.broker.service;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.policy.PolicyInForce;
import org.xdpbroker.broker.policy.UserLimits;
import org.xdpbroker.broker.quota.RequestRate;
import org.xdpbroker.broker.session.CallHandler;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.Reply;

/** Finds the method of a call in a table, and turns what it throws into Varlink errors. What is in no table does not exist. */
public final class Dispatcher implements CallHandler {

    private final Map<String, Method> methods = new HashMap<>();
    private final BrokerInterface broker;
    private final Refusals refusals;
    private final PolicyInForce policy;
    private final RequestRate rate = new RequestRate(System::nanoTime);

    public Dispatcher(BrokerInterface broker, PolicyInForce policy, EventLog log) {
        this.broker = broker;
        this.policy = policy;
        this.refusals = new Refusals(log);
        methods.putAll(new ServiceInterface().methods());
        methods.putAll(broker.methods());
    }

    @Override
    public void handle(Session session, Call call) {
        Method method = methods.getOrDefault(call.method(), (caller, unknown) -> caller.reply(unknown(unknown)));
        refusals.guard(session, call, () -> {
            admit(session);
            method.call(session, call);
        });
    }

    @Override
    public void ended(Session session) {
        broker.ended(session);
    }

    private void admit(Session session) throws RefusedException {
        UserLimits limits = policy.get().limits();
        if (session.isSurplus()) {
            throw RefusedException.quotaExceeded(
                    "connections", limits.connections(), "Close connections of this user, then connect again.");
        }
        if (!rate.admit(session.peer().uid(), limits.requestsPerSecond())) {
            throw RefusedException.rateLimited(limits.requestsPerSecond());
        }
    }

    static Reply serviceError(String error, String parameter, String value) {
        JsonObject parameters = new JsonObject();
        parameters.addProperty(parameter, value);
        return Reply.failure(Interfaces.SERVICE + "." + error, parameters);
    }

    private static Reply unknown(Call call) {
        return Interfaces.ALL.contains(call.interfaceName())
                ? serviceError("MethodNotFound", "method", call.method())
                : serviceError("InterfaceNotFound", "interface", call.interfaceName());
    }
}
