package org.xdpbroker.broker.service;

import java.util.Map;
import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.policy.Decision;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.Reply;

/** Turns what a method throws into the reply to its call, and into a line of the record. */
final class Refusals {

    private final EventLog log;

    Refusals(EventLog log) {
        this.log = log;
    }

    /** A part of a method's work. */
    interface Work {
        void run() throws InvalidParameterException, RefusedException;
    }

    /** Records that the authority said yes. */
    void authorized(Session session, Call call, Map<String, String> details) {
        log.info(
                "authorized",
                "uid",
                Integer.toUnsignedString(session.peer().uid()),
                "pid",
                session.peer().pid(),
                "command",
                session.command(),
                "method",
                word(call),
                "interface",
                details.get("interface"),
                "queues",
                details.get("queues"),
                "mode",
                details.get("mode"));
    }

    /** Records what policy said to a question that asked for nothing else. */
    void checked(Session session, String interfaceName, Decision decision) {
        log.info(
                "checked",
                "uid",
                Integer.toUnsignedString(session.peer().uid()),
                "pid",
                session.peer().pid(),
                "command",
                session.command(),
                "interface",
                interfaceName,
                "decision",
                decision.verdict().word(),
                "rule",
                decision.rule());
    }

    /** Does a part of a call's work. A fault of the broker's own ends the session and nothing else. */
    void guard(Session session, Call call, Work work) {
        try {
            work.run();
        } catch (InvalidParameterException e) {
            session.reply(Dispatcher.serviceError("InvalidParameter", "parameter", e.parameter()));
        } catch (RefusedException e) {
            log.info(
                    "refused",
                    "uid",
                    Integer.toUnsignedString(session.peer().uid()),
                    "pid",
                    session.peer().pid(),
                    "command",
                    session.command(),
                    "method",
                    word(call),
                    "error",
                    e.error().word(),
                    "interface",
                    e.parameter("interface"),
                    "rule",
                    e.parameter("rule"),
                    "reason",
                    e.getMessage());
            session.reply(Reply.failure(e.error().qualifiedName(), e.parameters()));
        } catch (RuntimeException e) {
            log.warning("method-failed", "method", call.method(), "failure", e);
            session.end("a fault of the broker's while it served " + call.method());
        }
    }

    private static String word(Call call) {
        return call.method().substring(call.method().lastIndexOf('.') + 1);
    }
}
