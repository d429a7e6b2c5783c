package org.xdpbroker.broker.store;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xdpbroker.protocol.varlink.Fields;
import org.xdpbroker.protocol.varlink.InvalidParameterException;
import org.xdpbroker.protocol.varlink.MessageFramer;

/**
 * The record of the leases and of the interfaces they are on: messages as on the wire, the first of which tells the version.
 * Each is encoded when it changes, and only then. Without system calls.
 */
public final class StoredState {

    /** To be raised when an older broker's record would be misunderstood. It is then refused, and its leases end. */
    private static final int VERSION = 1;

    private final Map<Integer, byte[]> interfaces = new LinkedHashMap<>();
    private final Map<String, byte[]> leases = new LinkedHashMap<>();

    /** What a record says. */
    public record Content(List<InterfaceRecord> interfaces, List<LeaseRecord> leases) {}

    /** Adds one, or replaces the one of the same interface. */
    public void put(InterfaceRecord record) {
        interfaces.put(record.ifindex(), MessageFramer.frame(wrap("interface", record.encode())));
    }

    /** Adds one, or replaces the one of the same id. */
    public void put(LeaseRecord record) {
        leases.put(record.description().id(), MessageFramer.frame(wrap("holding", record.encode())));
    }

    public boolean hasInterface(int ifindex) {
        return interfaces.containsKey(ifindex);
    }

    public void removeInterface(int ifindex) {
        interfaces.remove(ifindex);
    }

    public void removeLease(String id) {
        leases.remove(id);
    }

    public byte[] encode() {
        JsonObject version = new JsonObject();
        version.addProperty("version", VERSION);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(MessageFramer.frame(version));
        interfaces.values().forEach(all::writeBytes);
        leases.values().forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** @throws IOException if it is none, or of another version */
    public static Content decode(byte... bytes) throws IOException {
        try {
            MessageFramer framer = new MessageFramer();
            framer.add(bytes);
            JsonObject first = framer.next();
            if (first == null || new Fields(first).integer("version", 0, Integer.MAX_VALUE) != VERSION) {
                throw new IOException("it is of another version than " + VERSION);
            }
            List<InterfaceRecord> interfaces = new ArrayList<>();
            List<LeaseRecord> leases = new ArrayList<>();
            for (JsonObject next = framer.next(); next != null; next = framer.next()) {
                if (next.has("interface")) {
                    interfaces.add(InterfaceRecord.decode(new Fields(next).object("interface")));
                } else {
                    leases.add(LeaseRecord.decode(new Fields(next).object("holding")));
                }
            }
            if (framer.isMidMessage()) {
                throw new IOException("it ends in the middle of a record");
            }
            return new Content(interfaces, leases);
        } catch (InvalidParameterException e) {
            throw new IOException("it cannot be understood: " + e.getMessage(), e);
        }
    }

    private static JsonObject wrap(String name, JsonObject record) {
        JsonObject object = new JsonObject();
        object.add(name, record);
        return object;
    }
}
