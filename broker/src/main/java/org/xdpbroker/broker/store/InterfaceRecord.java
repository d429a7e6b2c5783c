package org.xdpbroker.broker.store;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * The broker's program on an interface, as the next process has to find it.
 *
 * @param ifindex the interface
 * @param mode native or skb
 * @param multiBuffer whether packets in several buffers pass it
 * @param fallbackReason why it is not native, where native was tried
 * @param ids the kernel's ids of its parts, by the word of each
 */
public record InterfaceRecord(
        int ifindex,
        AttachMode mode,
        boolean multiBuffer,
        @Nullable String fallbackReason,
        Map<String, Integer> ids) {

    public InterfaceRecord {
        ids = Map.copyOf(ids);
    }

    JsonObject encode() {
        JsonObject object = new JsonObject();
        object.addProperty("ifindex", ifindex);
        object.addProperty("skb", mode == AttachMode.SKB);
        object.addProperty("multiBuffer", multiBuffer);
        object.addProperty("fallbackReason", fallbackReason);
        JsonObject parts = new JsonObject();
        ids.forEach(parts::addProperty);
        object.add("ids", parts);
        return object;
    }

    static InterfaceRecord decode(JsonObject object) throws InvalidParameterException {
        Fields fields = new Fields(object);
        JsonObject parts = fields.object("ids");
        Map<String, Integer> ids = new HashMap<>();
        for (String part : parts.keySet()) {
            ids.put(part, new Fields(parts).integer(part, 1, Integer.MAX_VALUE));
        }
        return new InterfaceRecord(
                fields.integer("ifindex", 1, Integer.MAX_VALUE),
                fields.flag("skb") ? AttachMode.SKB : AttachMode.NATIVE,
                fields.flag("multiBuffer"),
                fields.stringOrNull("fallbackReason"),
                ids);
    }
}
