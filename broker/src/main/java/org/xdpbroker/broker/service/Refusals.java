package org.xdpbroker.broker.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.grant.RefusedException;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.policy.Decision;
import org.xdpbroker.broker.session.Session;
import org.xdpbroker.protocol.message.BrokerError;
import org.xdpbroker.protocol.varlink.Call;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.Reply;

/** Turns what a method throws into the reply to its call, and into a line of the record. */
final class Refusals {

    /** Of a method's name in the record; a name that long is none of ours. */
    private static final int LONGEST_WORD = 64;

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
        tell(
                "authorized",
                session,
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
        tell(
                "checked",
                session,
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
            record(session, call, e);
            session.reply(Reply.failure(e.error().qualifiedName(), e.parameters()));
        } catch (RuntimeException e) {
            log.warning("method-failed", "method", call.method(), "failure", e);
            session.end("a fault of the broker's while it served " + call.method());
        }
    }

    private static String word(Call call) {
        String word = call.method().substring(call.method().lastIndexOf('.') + 1);
        return word.substring(0, Math.min(word.length(), LONGEST_WORD));
    }

    /** Too many calls a second are not worth a line each: whoever makes them could fill the disk. */
    private void record(Session session, Call call, RefusedException e) {
        if (e.error() == BrokerError.RATE_LIMITED) {
            log.debug(
                    "rate-limited",
                    "uid",
                    Integer.toUnsignedString(session.peer().uid()));
            return;
        }
        tell(
                "refused",
                session,
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
    }

    /** One line of the record that begins with who. */
    private void tell(String event, Session session, @Nullable Object... more) {
        List<@Nullable Object> values = new ArrayList<>(List.of(
                "uid",
                Integer.toUnsignedString(session.peer().uid()),
                "pid",
                session.peer().pid(),
                "command",
                session.command()));
        Collections.addAll(values, more);
        log.info(event, values.toArray());
    }
}
