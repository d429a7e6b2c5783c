package org.xdpbroker.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.message.BrokerError;

/** The broker refused a call. The message is its reason: one sentence for a person, with what to do next. */
public final class XdpBrokerException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String errorName;
    private final transient Map<String, Object> parameters;

    XdpBrokerException(String errorName, JsonObject parameters) {
        super(reason(errorName, parameters));
        this.errorName = errorName;
        this.parameters = fields(parameters);
    }

    /** Which error; null for one of {@code org.varlink.service} and for one of a newer broker. */
    public @Nullable BrokerError error() {
        return BrokerError.of(errorName);
    }

    /** The error's full name, such as {@code org.xdpbroker.Broker.Denied}. */
    public String errorName() {
        return errorName;
    }

    /**
     * What the error tells for programs, by name, as the interface description lists it. Values are String, Long, Double,
     * Boolean, or a List or Map of these.
     */
    public Map<String, Object> parameters() {
        return parameters;
    }

    private static String reason(String errorName, JsonObject parameters) {
        if (parameters.get("reason") instanceof JsonPrimitive reason && reason.isString()) {
            return reason.getAsString();
        }
        return "xdp-brokerd refused: " + errorName + " " + parameters;
    }

    private static Map<String, Object> fields(JsonObject object) {
        Map<String, Object> fields = new LinkedHashMap<>();
        object.entrySet().forEach(field -> {
            if (!field.getValue().isJsonNull()) {
                fields.put(field.getKey(), value(field.getValue()));
            }
        });
        return Collections.unmodifiableMap(fields);
    }

    private static Object value(JsonElement element) {
        if (element instanceof JsonObject object) {
            return fields(object);
        }
        if (element instanceof JsonArray array) {
            List<Object> items = new ArrayList<>();
            array.forEach(item -> items.add(value(item)));
            return Collections.unmodifiableList(items);
        }
        if (element instanceof JsonPrimitive primitive) {
            if (primitive.isBoolean()) {
                return primitive.getAsBoolean();
            }
            if (primitive.isNumber()) {
                return primitive.getAsNumber();
            }
            return primitive.getAsString();
        }
        return "null";
    }
}
