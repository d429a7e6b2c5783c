package org.xdpbroker.broker.grant;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.broker.authorize.Answer;
import org.xdpbroker.broker.lease.Lease;
import org.xdpbroker.broker.net.NetworkInterface;
import org.xdpbroker.broker.xdp.AttachException;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.BrokerError;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * A request gets a typed error instead of what it asked for. The factories hold every text that a client can be told, each
 * with what to do next.
 */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final BrokerError error;
    private final transient JsonObject parameters;

    private RefusedException(BrokerError error, String reason) {
        super(reason);
        this.error = error;
        this.parameters = new JsonObject();
    }

    public BrokerError error() {
        return error;
    }

    /** One of the parameters as text, or null. */
    public @Nullable String parameter(String name) {
        return parameters.has(name) ? parameters.get(name).getAsString() : null;
    }

    /** The error's parameters as the interface description has them. */
    public JsonObject parameters() {
        JsonObject all = parameters.deepCopy();
        all.addProperty("reason", getMessage());
        return all;
    }

    static RefusedException noSuchInterface(String name) {
        return new RefusedException(
                        BrokerError.NO_SUCH_INTERFACE,
                        "There is no interface '" + name + "' in the broker's network namespace. 'ip link' lists them.")
                .with("interface", name);
    }

    static RefusedException queueOutOfRange(NetworkInterface nif, int startQueue, int queueCount, int available) {
        String asked = queueCount == 1
                ? "queue " + startQueue + " was"
                : "queues " + startQueue + " to " + (startQueue + queueCount - 1) + " were";
        String has = available == 1
                ? "1 receive queue, number 0"
                : available + " receive queues, numbers 0 to " + (available - 1);
        return new RefusedException(
                        BrokerError.QUEUE_OUT_OF_RANGE,
                        "Interface " + nif.name() + " has " + has + "; " + asked + " asked for.")
                .with("interface", nif.name())
                .with("startQueue", startQueue)
                .with("queueCount", queueCount)
                .with("available", available);
    }

    static RefusedException queueBusy(NetworkInterface nif, int queue, Lease holder) {
        return new RefusedException(
                        BrokerError.QUEUE_BUSY,
                        "Queue " + queue + " of " + nif.name() + " is held by process "
                                + holder.terms().pid()
                                + " of user "
                                + Integer.toUnsignedString(holder.terms().uid())
                                + ". Ask for another start queue, or for this one when that process has ended.")
                .with("interface", nif.name())
                .with("queue", queue)
                .with("uid", Integer.toUnsignedLong(holder.terms().uid()))
                .with("pid", holder.terms().pid());
    }

    static RefusedException foreignProgram(NetworkInterface nif, @Nullable Integer programId) {
        String which = programId == null ? "an XDP program" : "XDP program " + programId;
        return new RefusedException(
                        BrokerError.INTERFACE_BUSY,
                        "Interface " + nif.name() + " carries " + which
                                + ", which the broker did not attach and does not"
                                + " displace. 'ip -d link show " + nif.name()
                                + "' tells more; ask again when its owner has removed it.")
                .with("interface", nif.name())
                .with("programId", programId);
    }

    static RefusedException otherMode(NetworkInterface nif, AttachMode mode) {
        return new RefusedException(
                        BrokerError.INTERFACE_BUSY,
                        "Interface " + nif.name() + " is in use by other leases in " + mode.word()
                                + " mode, and there is one mode an interface. Ask for that mode or auto, or again when those"
                                + " leases have ended.")
                .with("interface", nif.name())
                .with("attachMode", mode.word());
    }

    static RefusedException withoutMultiBuffer(NetworkInterface nif) {
        return new RefusedException(
                        BrokerError.INTERFACE_BUSY,
                        "Interface " + nif.name() + " is in use by other leases without multi-buffer, and there is one"
                                + " program an interface. Ask without multiBuffer, or again when those leases have ended.")
                .with("interface", nif.name());
    }

    static RefusedException attachFailed(NetworkInterface nif, AttachException failure) {
        String next = failure.mode() == AttachMode.NATIVE ? " Ask for auto or skb to use the generic path." : "";
        return new RefusedException(
                        BrokerError.ATTACH_FAILED,
                        "Attaching to " + nif.name() + " failed: " + failure.getMessage() + "." + next)
                .with("interface", nif.name())
                .with("attachMode", failure.mode().word())
                .with("errno", failure.errno().number())
                .with("errnoName", failure.errno().symbol());
    }

    public static RefusedException denied(NetworkInterface nif, @Nullable String rule, String reason) {
        return new RefusedException(BrokerError.DENIED, reason)
                .with("interface", nif.name())
                .with("rule", rule);
    }

    /** The authority did not say yes. */
    public static RefusedException notAuthorized(NetworkInterface nif, @Nullable String rule, Answer answer) {
        return switch (answer.kind()) {
            case NEEDS_PERSON ->
                new RefusedException(
                                BrokerError.AUTHENTICATION_REQUIRED,
                                "Rule '" + rule + "' wants a person to be asked, and nobody was: " + answer.reason()
                                        + ". Ask again with allowInteractiveAuthentication, where polkit has an agent.")
                        .with("interface", nif.name())
                        .with("rule", rule);
            case UNAVAILABLE ->
                denied(
                        nif,
                        rule,
                        "Rule '" + rule + "' wants polkit to be asked, which could not be: " + answer.reason()
                                + ". Ask the administrator for a rule that allows it, or to mend that.");
            default ->
                denied(
                        nif,
                        rule,
                        "Rule '" + rule + "' wants a person to be asked, and the answer was no"
                                + (answer.reason().isEmpty() ? "" : ": " + answer.reason()) + ".");
        };
    }

    /** The user has or does as much as one user may. */
    public static RefusedException quotaExceeded(String quota, int limit, String next) {
        return new RefusedException(
                        BrokerError.QUOTA_EXCEEDED, "A user may have " + limit + " " + quota + " at once. " + next)
                .with("quota", quota)
                .with("limit", limit);
    }

    /** The user calls too often. */
    public static RefusedException rateLimited(int perSecond) {
        return new RefusedException(
                        BrokerError.RATE_LIMITED,
                        "A user may make " + perSecond + " calls a second. Wait a second, then call less often.")
                .with("limit", perSecond);
    }

    static RefusedException noSuchLease(String id) {
        return new RefusedException(
                        BrokerError.NO_SUCH_LEASE,
                        "You hold no lease '" + id + "'. It may have ended; ListLeases tells yours.")
                .with("id", id);
    }

    /** A lease that is not the caller's, or none at all; which of the two is not told. */
    public static RefusedException mayNotManage(String id, Answer answer) {
        if (answer.kind() == Answer.Kind.NEEDS_PERSON) {
            return new RefusedException(
                            BrokerError.AUTHENTICATION_REQUIRED,
                            "You hold no lease '" + id
                                    + "', and revoking another user's takes a password. Ask again with"
                                    + " allowInteractiveAuthentication, where a person can answer.")
                    .with("interface", "");
        }
        return noSuchLease(id);
    }

    /** The limit was to be raised of a process that is not there, or not the one that policy decided about. */
    static RefusedException memlockOfAnother(NetworkInterface nif, @Nullable String rule, @Nullable String what) {
        return denied(
                nif,
                rule,
                "The limit of locked memory can be raised for the process that connected, while it runs as the user it"
                        + " connected as: " + what + ". Connect and ask from the process that needs it.");
    }

    static RefusedException notBound(Lease lease, int queue) {
        return new RefusedException(
                        BrokerError.NOT_BOUND,
                        "The socket of queue " + queue + " of " + lease.interfaceName()
                                + " is not bound yet. Bind it to" + " interface index "
                                + lease.terms().ifindex() + " and queue " + queue + ", then activate.")
                .with("id", lease.id())
                .with("queue", queue);
    }

    static RefusedException boundElsewhere(Lease lease, int queue, @Nullable Integer boundQueue, String reason) {
        return new RefusedException(BrokerError.BOUND_ELSEWHERE, reason)
                .with("id", lease.id())
                .with("queue", queue)
                .with("boundQueue", boundQueue);
    }

    static RefusedException unsupported(String parameter, String reason) {
        return new RefusedException(BrokerError.UNSUPPORTED, reason).with("parameter", parameter);
    }

    /** A system call of the broker failed. */
    static RefusedException systemError(String attempt, SystemCallException failure) {
        return new RefusedException(
                        BrokerError.SYSTEM_ERROR,
                        attempt + ": " + failure.getMessage()
                                + ". Nothing was left behind; the broker's log has the context.")
                .with("operation", failure.operation())
                .with("errno", failure.errno().number())
                .with("errnoName", failure.errno().symbol());
    }

    static RefusedException queuesUnknown(NetworkInterface nif, IOException e) {
        return brokerFault("counting the queues of " + nif.name(), String.valueOf(e.getMessage()));
    }

    /** The broker's surroundings are not what it needs. */
    public static RefusedException brokerFault(String attempt, String reason) {
        return new RefusedException(BrokerError.SYSTEM_ERROR, attempt + ": " + reason)
                .with("operation", attempt)
                .with("errno", 0)
                .with("errnoName", "");
    }

    private RefusedException with(String name, @Nullable String value) {
        if (value != null) {
            parameters.addProperty(name, value);
        }
        return this;
    }

    private RefusedException with(String name, @Nullable Number value) {
        if (value != null) {
            parameters.addProperty(name, value);
        }
        return this;
    }
}
