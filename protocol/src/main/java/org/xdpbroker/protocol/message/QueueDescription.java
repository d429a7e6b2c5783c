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
 * @param socketInode the number of its socket, as in {@code socket:[NUMBER]} of proc(5), wherever it is open; null where it is
 *     not told
 * @param receivedPackets how many packets were sent to its socket since the lease began, whether its rings had room for them or
 *     not; null where it is not told
 * @param receivedBytes how many bytes these packets had, from the link-layer header on; null where it is not told
 */
public record QueueDescription(
        int queue,
        @Nullable Integer socketIndex,
        @Nullable Long socketInode,
        @Nullable Long receivedPackets,
        @Nullable Long receivedBytes) {

    /** A queue of which no more is told. */
    public QueueDescription(int queue, @Nullable Integer socketIndex) {
        this(queue, socketIndex, null, null, null);
    }

    static QueueDescription decode(JsonObject object) throws InvalidParameterException {
        Fields fields = new Fields(object);
        return new QueueDescription(
                fields.integer("queue", 0, RequestParameters.MAX_QUEUE),
                fields.integerOrNull("socketFileDescriptor", 0, RequestParameters.MAX_QUEUES),
                fields.longOrNull("socketInode", 0, Long.MAX_VALUE),
                fields.longOrNull("receivedPackets", 0, Long.MAX_VALUE),
                fields.longOrNull("receivedBytes", 0, Long.MAX_VALUE));
    }

    JsonObject encode() {
        JsonObject object = new JsonObject();
        object.addProperty("queue", queue);
        if (socketIndex != null) {
            object.addProperty("socketFileDescriptor", socketIndex);
        }
        if (socketInode != null) {
            object.addProperty("socketInode", socketInode);
        }
        if (receivedPackets != null) {
            object.addProperty("receivedPackets", receivedPackets);
        }
        if (receivedBytes != null) {
            object.addProperty("receivedBytes", receivedBytes);
        }
        return object;
    }
}
