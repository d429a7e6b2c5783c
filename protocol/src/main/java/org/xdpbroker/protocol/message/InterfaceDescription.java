package org.xdpbroker.protocol.message;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * A network interface as the wire tells it.
 *
 * @param name its name
 * @param ifindex its index in the broker's network namespace
 * @param driver its driver; {@code unknown} if it does not tell
 * @param queues how many receive queues it has
 * @param xdpFeatures what its driver can do with XDP natively, in the words of the kernel's netdev family; empty for skb only
 * @param programId the XDP program on it, whoever attached it; null if there is none
 * @param attachMode how the broker attached its program; null if it has none there
 * @param leases how many leases there are on it
 * @param decision what policy says to the caller asking for one queue
 */
public record InterfaceDescription(
        String name,
        int ifindex,
        String driver,
        int queues,
        List<String> xdpFeatures,
        @Nullable Integer programId,
        @Nullable AttachMode attachMode,
        int leases,
        String decision) {

    public InterfaceDescription {
        xdpFeatures = List.copyOf(xdpFeatures);
    }

    public static InterfaceDescription decode(JsonObject object) throws InvalidParameterException {
        Fields fields = new Fields(object);
        String mode = fields.stringOrNull("attachMode");
        return new InterfaceDescription(
                fields.string("name"),
                fields.integer("ifindex", 1, Integer.MAX_VALUE),
                fields.string("driver"),
                fields.integer("queues", 0, Integer.MAX_VALUE),
                Objects.requireNonNullElse(fields.stringsOrNull("xdpFeatures"), List.<String>of()),
                fields.integerOrNull("programId", 0, Integer.MAX_VALUE),
                mode == null ? null : Words.decode("attachMode", mode, AttachMode.ALL, AttachMode.AUTO),
                fields.integer("leases", 0, Integer.MAX_VALUE),
                fields.string("decision"));
    }

    public JsonObject encode() {
        JsonObject object = new JsonObject();
        object.addProperty("name", name);
        object.addProperty("ifindex", ifindex);
        object.addProperty("driver", driver);
        object.addProperty("queues", queues);
        JsonArray features = new JsonArray();
        xdpFeatures.forEach(features::add);
        object.add("xdpFeatures", features);
        if (programId != null) {
            object.addProperty("programId", programId);
        }
        if (attachMode != null) {
            object.addProperty("attachMode", attachMode.word());
        }
        object.addProperty("leases", leases);
        object.addProperty("decision", decision);
        return object;
    }
}
