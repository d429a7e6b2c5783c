package org.xdpbroker.protocol.message;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * A lease as the wire tells it.
 *
 * @param id its identifier, unique in the broker's life
 * @param interfaceName the interface's name now
 * @param ifindex the interface's index in the broker's network namespace
 * @param uid the user it was granted to, unsigned
 * @param pid the process that asked
 * @param queues its queues in ascending order
 * @param attachMode native or skb
 * @param fallbackReason why native was refused where skb was chosen instead; else null
 * @param handover in which state the sockets were passed
 * @param state {@code granted} or {@code active}
 * @param since time of the grant, RFC 3339, UTC
 * @param rule the policy rule that allowed it; null if the broker does not say
 * @param lockedMemory how many bytes the asking process's RLIMIT_MEMLOCK allowed at the grant, where the request asked for a
 *     number; {@link Long#MAX_VALUE} if it was unlimited, 0 if none was asked for
 */
public record LeaseDescription(
        String id,
        String interfaceName,
        int ifindex,
        int uid,
        int pid,
        List<QueueDescription> queues,
        AttachMode attachMode,
        @Nullable String fallbackReason,
        Handover handover,
        String state,
        String since,
        @Nullable String rule,
        long lockedMemory) {

    public LeaseDescription {
        queues = List.copyOf(queues);
    }

    public static LeaseDescription decode(JsonObject object) throws InvalidParameterException {
        Fields fields = new Fields(object);
        List<QueueDescription> queues = new ArrayList<>();
        for (JsonObject queue : fields.objects("queues")) {
            queues.add(QueueDescription.decode(queue));
        }
        return new LeaseDescription(
                fields.string("id"),
                fields.string("interface"),
                fields.integer("ifindex", 1, Integer.MAX_VALUE),
                fields.unsignedInteger("uid"),
                fields.integer("pid", 0, Integer.MAX_VALUE),
                queues,
                Words.decode("attachMode", fields.string("attachMode"), AttachMode.ALL, AttachMode.AUTO),
                fields.stringOrNull("fallbackReason"),
                Words.decode("handover", fields.string("handover"), Handover.ALL, Handover.UNBOUND),
                fields.string("state"),
                fields.string("since"),
                fields.stringOrNull("rule"),
                Objects.requireNonNullElse(fields.longOrNull("lockedMemory", 1, Long.MAX_VALUE), 0L));
    }

    public JsonObject encode() {
        JsonObject object = new JsonObject();
        object.addProperty("id", id);
        object.addProperty("interface", interfaceName);
        object.addProperty("ifindex", ifindex);
        object.addProperty("uid", Integer.toUnsignedLong(uid));
        object.addProperty("pid", pid);
        JsonArray array = new JsonArray();
        queues.forEach(queue -> array.add(queue.encode()));
        object.add("queues", array);
        object.addProperty("attachMode", attachMode.word());
        if (fallbackReason != null) {
            object.addProperty("fallbackReason", fallbackReason);
        }
        object.addProperty("handover", handover.word());
        object.addProperty("state", state);
        object.addProperty("since", since);
        if (rule != null) {
            object.addProperty("rule", rule);
        }
        if (lockedMemory > 0) {
            object.addProperty("lockedMemory", lockedMemory);
        }
        return object;
    }
}
