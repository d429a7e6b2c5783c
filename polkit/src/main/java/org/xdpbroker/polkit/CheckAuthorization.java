package org.xdpbroker.polkit;

import java.util.Map;
import org.xdpbroker.polkit.AuthorizationResult.Outcome;

/**
 * A call of {@code org.freedesktop.PolicyKit1.Authority.CheckAuthorization}: its arguments, how to cancel it, and what its
 * reply says.
 *
 * @param cancellationId names the call among those of this connection; empty if it cannot be cancelled
 */
record CheckAuthorization(
        int pid,
        long startTime,
        int uid,
        ActionId action,
        Details details,
        boolean interactive,
        String cancellationId) {

    private static final String NAME = "org.freedesktop.PolicyKit1";
    private static final String PATH = "/org/freedesktop/PolicyKit1/Authority";
    private static final String INTERFACE = "org.freedesktop.PolicyKit1.Authority";
    private static final String REPLY = "(bba{ss})";
    private static final int ALLOW_USER_INTERACTION = 1;

    static final MethodCall METHOD = new MethodCall(NAME, PATH, INTERFACE, "CheckAuthorization", "(sa{sv})sa{ss}us");
    static final MethodCall CANCEL = new MethodCall(NAME, PATH, INTERFACE, "CancelCheckAuthorization", "s");

    /**
     * The arguments.
     *
     * <p>The subject is told in both ways at once, as polkit's own library does: a polkit from 124 on takes the pidfd, which
     * is descriptor 0 of the message, and an older one, which does not know it, pid and start time. To both the uid is a
     * signed integer; as any other type it would silently not count.
     */
    byte[] arguments(boolean withPidfd) {
        Marshaller body = new Marshaller();
        body.struct().string("unix-process").array(8, () -> {
            body.struct().string("pid").signature("u").uint32(pid);
            body.struct().string("start-time").signature("t").uint64(startTime);
            body.struct().string("uid").signature("i").uint32(uid);
            if (withPidfd) {
                body.struct().string("pidfd").signature("h").uint32(0);
            }
        });
        body.string(action.value());
        body.array(8, () -> details.entries()
                .forEach((key, value) -> body.struct().string(key).string(value)));
        body.uint32(interactive ? ALLOW_USER_INTERACTION : 0);
        body.string(cancellationId);
        return body.bytes();
    }

    /** The argument of {@link #CANCEL}. */
    byte[] cancelArgument() {
        return new Marshaller().string(cancellationId).bytes();
    }

    AuthorizationResult result(BusMessage reply) {
        if (reply.type() == BusMessage.ERROR) {
            return error(String.valueOf(reply.errorName()), reply.errorText());
        }
        if (!reply.signature().equals(REPLY)) {
            return AuthorizationResult.unavailable("polkit answered something else than a result");
        }
        try {
            Unmarshaller body = new Unmarshaller(reply.body());
            boolean isAuthorized = body.bool();
            boolean isChallenge = body.bool();
            return result(isAuthorized, isChallenge, body.strings());
        } catch (MalformedMessageException e) {
            return AuthorizationResult.unavailable("polkit's answer cannot be read: " + e.getMessage());
        }
    }

    private AuthorizationResult result(boolean isAuthorized, boolean isChallenge, Map<String, String> details) {
        if (isAuthorized) {
            return new AuthorizationResult(Outcome.AUTHORIZED, "polkit authorizes it");
        }
        if (details.containsKey("polkit.dismissed")) {
            return new AuthorizationResult(Outcome.DISMISSED, "the authentication dialog was dismissed");
        }
        if (isChallenge) {
            return new AuthorizationResult(
                    Outcome.CHALLENGE,
                    interactive
                            ? "authentication is needed, and no authentication agent is there to ask for it"
                            : "authentication is needed, and the request does not allow to ask for it");
        }
        return new AuthorizationResult(Outcome.NOT_AUTHORIZED, "polkit does not authorize it");
    }

    private AuthorizationResult error(String name, String text) {
        return AuthorizationResult.unavailable(
                switch (name) {
                    case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner" ->
                        "polkit is not running";
                    case "org.freedesktop.DBus.Error.NoReply" -> "polkit ended before it answered";
                    case "org.freedesktop.PolicyKit1.Error.NotAuthorized" ->
                        "polkit does not take this user's questions: the action " + action
                                + " has to carry the annotation org.freedesktop.policykit.owner that names it";
                    default -> "polkit answered: " + text + " (" + name + ")";
                });
    }
}
