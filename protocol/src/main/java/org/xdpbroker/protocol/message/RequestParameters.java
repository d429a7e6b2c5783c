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
 * @param multiBuffer whether packets larger than a frame are to be received, in several
 * @param busyPoll for how many microseconds a call may poll the device, up to {@link #MAX_BUSY_POLL}; 0 leaves the device to its
 *     interrupts
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
        boolean multiBuffer,
        int busyPoll,
        boolean allowInteractiveAuthentication) {

    /** One message carries 253 descriptors, of which one is the lease's. */
    public static final int MAX_QUEUES = 252;

    /** The highest queue number a request may name; no driver has as many. */
    public static final int MAX_QUEUE = 65535;

    /** 1 TiB; more than any machine lets a program lock. */
    public static final long MAX_LOCKED_MEMORY = 1L << 40;

    /** A tenth of a second, in microseconds: as long as anyone would want a call to stay in the kernel. */
    public static final int MAX_BUSY_POLL = 100_000;

    public RequestParameters {
        flows = List.copyOf(flows);
    }

    public static RequestParameters decode(JsonObject parameters) throws InvalidParameterException {
        Fields fields = new Fields(parameters);
        RequestParameters request = new RequestParameters(
                interfaceName(fields.string("interface")),
                Objects.requireNonNullElse(fields.integerOrNull("queueCount", 1, MAX_QUEUES), 1),
                Objects.requireNonNullElse(fields.integerOrNull("startQueue", 0, MAX_QUEUE), 0),
                Words.decode("attachMode", fields.stringOrNull("attachMode"), AttachMode.ALL, AttachMode.AUTO),
                Words.decode("handover", fields.stringOrNull("handover"), Handover.ALL, Handover.UNBOUND),
                Objects.requireNonNullElse(fields.stringsOrNull("flows"), List.<String>of()),
                Objects.requireNonNullElse(fields.longOrNull("lockedMemory", 1, MAX_LOCKED_MEMORY), 0L),
                fields.flag("multiBuffer"),
                Objects.requireNonNullElse(fields.integerOrNull("busyPoll", 1, MAX_BUSY_POLL), 0),
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
        if (multiBuffer) {
            parameters.addProperty("multiBuffer", true);
        }
        if (busyPoll > 0) {
            parameters.addProperty("busyPoll", busyPoll);
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
