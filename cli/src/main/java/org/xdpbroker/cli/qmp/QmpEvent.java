package org.xdpbroker.cli.qmp;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in QEMU.
 *
 * @param name such as {@code DEVICE_DELETED}
 * @param data what belongs to it; empty if nothing does
 */
public record QmpEvent(String name, JsonObject data) {

    /** A field of the data; null if there is none, or it is no string. */
    public @Nullable String text(String field) {
        return data.get(field) instanceof JsonPrimitive value && value.isString() ? value.getAsString() : null;
    }
}
