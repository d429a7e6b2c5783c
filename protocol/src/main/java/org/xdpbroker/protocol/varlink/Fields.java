package org.xdpbroker.protocol.varlink;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an object by name and type, and at {@link #end()} refuses what nobody asked for. JSON null counts as
 * absent, as Varlink's nullable types have it.
 */
public final class Fields {

    private final JsonObject object;
    private final Set<String> seen = new HashSet<>();

    public Fields(JsonObject object) {
        this.object = object;
    }

    public String string(String name) throws InvalidParameterException {
        return required(name, stringOrNull(name));
    }

    public @Nullable String stringOrNull(String name) throws InvalidParameterException {
        JsonElement value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
            throw new InvalidParameterException(name, "is not a string");
        }
        return primitive.getAsString();
    }

    /** An integer from {@code least} to {@code most}, both included. */
    public int integer(String name, int least, int most) throws InvalidParameterException {
        return required(name, integerOrNull(name, least, most));
    }

    /** An integer from 0 to 4294967295, such as a user id, in the bits of an int. */
    public int unsignedInteger(String name) throws InvalidParameterException {
        return (int) integer(name, required(name, value(name)), 0, 0xffff_ffffL);
    }

    public @Nullable Integer integerOrNull(String name, int least, int most) throws InvalidParameterException {
        JsonElement value = value(name);
        return value == null ? null : (int) integer(name, value, least, most);
    }

    /** As {@link #integerOrNull}, for numbers beyond an int. */
    public @Nullable Long longOrNull(String name, long least, long most) throws InvalidParameterException {
        JsonElement value = value(name);
        return value == null ? null : (Long) integer(name, value, least, most);
    }

    /** A boolean; absent is false. */
    public boolean flag(String name) throws InvalidParameterException {
        JsonElement value = value(name);
        if (value == null) {
            return false;
        }
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
            throw new InvalidParameterException(name, "is not a boolean");
        }
        return primitive.getAsBoolean();
    }

    public JsonObject object(String name) throws InvalidParameterException {
        JsonElement value = required(name, value(name));
        if (!value.isJsonObject()) {
            throw new InvalidParameterException(name, "is not an object");
        }
        return value.getAsJsonObject();
    }

    public JsonObject objectOrEmpty(String name) throws InvalidParameterException {
        return value(name) == null ? new JsonObject() : object(name);
    }

    public @Nullable List<Integer> integersOrNull(String name, int least, int most) throws InvalidParameterException {
        List<JsonElement> items = arrayOrNull(name);
        if (items == null) {
            return null;
        }
        List<Integer> integers = new ArrayList<>();
        for (JsonElement item : items) {
            integers.add((int) integer(name, item, least, most));
        }
        return integers;
    }

    public @Nullable List<String> stringsOrNull(String name) throws InvalidParameterException {
        List<JsonElement> items = arrayOrNull(name);
        if (items == null) {
            return null;
        }
        List<String> strings = new ArrayList<>();
        for (JsonElement item : items) {
            if (!(item instanceof JsonPrimitive primitive) || !primitive.isString()) {
                throw new InvalidParameterException(name, "has an item that is not a string");
            }
            strings.add(primitive.getAsString());
        }
        return strings;
    }

    public List<JsonObject> objects(String name) throws InvalidParameterException {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonElement item : required(name, arrayOrNull(name))) {
            if (!item.isJsonObject()) {
                throw new InvalidParameterException(name, "has an item that is not an object");
            }
            objects.add(item.getAsJsonObject());
        }
        return objects;
    }

    /** Refuses fields that no call above asked for. */
    public void end() throws InvalidParameterException {
        for (String name : object.keySet()) {
            if (!seen.contains(name)) {
                throw new InvalidParameterException(name, "is unknown");
            }
        }
    }

    private @Nullable List<JsonElement> arrayOrNull(String name) throws InvalidParameterException {
        JsonElement value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isJsonArray()) {
            throw new InvalidParameterException(name, "is not an array");
        }
        return value.getAsJsonArray().asList();
    }

    private @Nullable JsonElement value(String name) {
        seen.add(name);
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? null : value;
    }

    private static long integer(String name, JsonElement value, long least, long most)
            throws InvalidParameterException {
        if (!(value instanceof JsonPrimitive primitive)
                || !primitive.isNumber()
                || !(primitive.getAsNumber() instanceof Long number)) {
            throw new InvalidParameterException(name, "is not an integer");
        }
        if (number < least || number > most) {
            throw new InvalidParameterException(name, "is " + number + ", outside " + least + " to " + most);
        }
        return number;
    }

    private static <T> T required(String name, @Nullable T value) throws InvalidParameterException {
        if (value == null) {
            throw new InvalidParameterException(name, "is missing");
        }
        return value;
    }
}
