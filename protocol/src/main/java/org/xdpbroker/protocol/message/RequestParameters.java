package org.xdpbroker.protocol.message;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;

/**
 * What is asked for by Request and Check.
 *
 * @param interfaceName the interface, in the broker's network namespace
 * @param queueCount how many queues, 1 to {@link #MAX_QUEUES}
 * @param startQueue the first of them, counted from 0
 * @param attachMode the attach mode wished for
 * @param handover in which state the sockets are passed
 * @param flows the flows to redirect; empty is everything that arrives on the queues
 * @param lockedMemory how many bytes the asking process's RLIMIT_MEMLOCK has to allow, up to {@link #MAX_LOCKED_MEMORY}; 0
 *     leaves the limit as it is
 * @param allowInteractiveAuthentication whether a person may be asked for a password
 */
public record RequestParameters(
        InterfaceName interfaceName,
        int queueCount,
        int startQueue,
        AttachMode attachMode,
        Handover handover,
        List<String> flows,
        long lockedMemory,
        boolean allowInteractiveAuthentication) {

    /** One message carries 253 descriptors, of which one is the lease's. */
    public static final int MAX_QUEUES = 252;

    /** The highest queue number a request may name; no driver has as many. */
    public static final int MAX_QUEUE = 65535;

    /** 1 TiB; more than any machine lets a program lock. */
    public static final long MAX_LOCKED_MEMORY = 1L << 40;

    public RequestParameters {
        flows = List.copyOf(flows);
    }

    public static RequestParameters decode(JsonObject parameters) throws InvalidParameterException {
        Fields fields = new Fields(parameters);
        RequestParameters request = new RequestParameters(
                interfaceName(fields.string("interface")),
                Objects.requireNonNullElse(fields.integerOrNull("queueCount", 1, MAX_QUEUES), 1),
                Objects.requireNonNullElse(fields.integerOrNull("startQueue", 0, MAX_QUEUE), 0),
                Words.decode("attachMode", fields.stringOrNull("attachMode"), AttachMode.class, AttachMode.AUTO),
                Words.decode("handover", fields.stringOrNull("handover"), Handover.class, Handover.UNBOUND),
                Objects.requireNonNullElse(fields.stringsOrNull("flows"), List.<String>of()),
                Objects.requireNonNullElse(fields.longOrNull("lockedMemory", 1, MAX_LOCKED_MEMORY), 0L),
                fields.flag("allowInteractiveAuthentication"));
        fields.end();
        return request;
    }

    public JsonObject encode() {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("interface", interfaceName.value());
        parameters.addProperty("queueCount", queueCount);
        parameters.addProperty("startQueue", startQueue);
        parameters.addProperty("attachMode", attachMode.word());
        parameters.addProperty("handover", handover.word());
        if (!flows.isEmpty()) {
            JsonArray array = new JsonArray();
            flows.forEach(array::add);
            parameters.add("flows", array);
        }
        if (lockedMemory > 0) {
            parameters.addProperty("lockedMemory", lockedMemory);
        }
        if (allowInteractiveAuthentication) {
            parameters.addProperty("allowInteractiveAuthentication", true);
        }
        return parameters;
    }

    private static InterfaceName interfaceName(String name) throws InvalidParameterException {
        try {
            return new InterfaceName(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidParameterException("interface", String.valueOf(e.getMessage()));
        }
    }
}
