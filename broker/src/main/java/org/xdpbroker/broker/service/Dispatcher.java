package org.xdpbroker.broker.service;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.session.CallHandler;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.message.Interfaces;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.Reply;

/** Finds the method of a call in a table, and turns what it throws into Varlink errors. What is in no table does not exist. */
public final class Dispatcher implements CallHandler {

    private final Map<String, Method> methods = new HashMap<>();
    private final BrokerInterface broker;
    private final EventLog log;

    public Dispatcher(BrokerInterface broker, EventLog log) {
        this.broker = broker;
        this.log = log;
        methods.putAll(new ServiceInterface().methods());
        methods.putAll(broker.methods());
    }

    @Override
    public void handle(Session session, Call call) {
        Method method = methods.get(call.method());
        if (method == null) {
            session.reply(unknown(call));
            return;
        }
        try {
            method.call(session, call);
        } catch (InvalidParameterException e) {
            session.reply(serviceError("InvalidParameter", "parameter", e.parameter()));
        } catch (RefusedException e) {
            log.info(
                    "refused",
                    "uid",
                    Integer.toUnsignedString(session.peer().uid()),
                    "pid",
                    session.peer().pid(),
                    "method",
                    call.method(),
                    "error",
                    e.error().qualifiedName(),
                    "reason",
                    e.getMessage());
            session.reply(Reply.failure(e.error().qualifiedName(), e.parameters()));
        } catch (RuntimeException e) {
            log.warning("method-failed", "method", call.method(), "failure", e);
            session.end("a fault of the broker's while it served " + call.method());
        }
    }

    @Override
    public void ended(Session session) {
        broker.ended(session);
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
