package org.xdpbroker.protocol.message;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * What happened to a lease; written to the lease's descriptor and to subscribers.
 *
 * @param kind what happened
 * @param leaseId to which lease
 * @param interfaceName the interface's name at that time
 * @param queue the queue, for {@link Kind#BOUND}; else null
 * @param reason why, for {@link Kind#ENDED}; else null
 */
public record LeaseEvent(
        Kind kind,
        String leaseId,
        String interfaceName,
        @Nullable Integer queue,
        @Nullable String reason) {

    /** What can happen to a lease. */
    public enum Kind {
        GRANTED("granted"),
        /** A queue's packets go to the client from now on. */
        BOUND("bound"),
        INTERFACE_DOWN("interfaceDown"),
        INTERFACE_UP("interfaceUp"),
        INTERFACE_RENAMED("interfaceRenamed"),
        /** The last event of a lease. */
        ENDED("ended");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word on the wire. */
        public String word() {
            return word;
        }

        static Kind decode(String word) throws InvalidParameterException {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new InvalidParameterException("kind", "is unknown: " + word);
        }
    }

    public static LeaseEvent decode(JsonObject object) throws InvalidParameterException {
        Fields fields = new Fields(object);
        return new LeaseEvent(
                Kind.decode(fields.string("kind")),
                fields.string("leaseId"),
                fields.string("interface"),
                fields.integerOrNull("queue", 0, RequestParameters.MAX_QUEUE),
                fields.stringOrNull("reason"));
    }

    public JsonObject encode() {
        JsonObject object = new JsonObject();
        object.addProperty("kind", kind.word());
        object.addProperty("leaseId", leaseId);
        object.addProperty("interface", interfaceName);
        if (queue != null) {
            object.addProperty("queue", queue);
        }
        if (reason != null) {
            object.addProperty("reason", reason);
        }
        return object;
    }
}
