package org.xdpbroker.protocol.message;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * One queue of a lease.
 *
 * @param queue its number on the interface
 * @param socketIndex the index of its socket among the message's descriptors; null where none is passed
 */
public record QueueDescription(int queue, @Nullable Integer socketIndex) {

    static QueueDescription decode(JsonObject object) throws InvalidParameterException {
        Fields fields = new Fields(object);
        return new QueueDescription(
                fields.integer("queue", 0, RequestParameters.MAX_QUEUE),
                fields.integerOrNull("socketFileDescriptor", 0, RequestParameters.MAX_QUEUES));
    }

    JsonObject encode() {
        JsonObject object = new JsonObject();
        object.addProperty("queue", queue);
        if (socketIndex != null) {
            object.addProperty("socketFileDescriptor", socketIndex);
        }
        return object;
    }
}
