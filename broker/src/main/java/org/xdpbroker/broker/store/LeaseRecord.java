package org.xdpbroker.broker.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.RequestParameters;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * A lease, as the next process has to find it.
 *
 * @param description what clients are told of it, the inodes of its sockets included
 * @param command the name of the process that asked
 * @param unbound the queues whose sockets were not seen bound
 */
public record LeaseRecord(LeaseDescription description, String command, List<Integer> unbound) {

    public LeaseRecord {
        unbound = List.copyOf(unbound);
    }

    JsonObject encode() {
        JsonObject object = new JsonObject();
        object.add("lease", description.encode());
        object.addProperty("command", command);
        JsonArray queues = new JsonArray();
        unbound.forEach(queues::add);
        object.add("unbound", queues);
        return object;
    }

    static LeaseRecord decode(JsonObject object) throws InvalidParameterException {
        Fields fields = new Fields(object);
        List<Integer> unbound = fields.integersOrNull("unbound", 0, RequestParameters.MAX_QUEUE);
        return new LeaseRecord(
                LeaseDescription.decode(fields.object("lease")),
                fields.string("command"),
                unbound == null ? List.of() : unbound);
    }
}
