package org.xdpbroker.protocol.varlink;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A reply to a call.
 *
 * @param error the full name of the error, or null for a success
 * @param parameters results or the error's parameters, empty if there are none
 * @param continues whether more replies to the same call follow
 */
public record Reply(@Nullable String error, JsonObject parameters, boolean continues) {

    public static Reply success(JsonObject parameters) {
        return new Reply(null, parameters, false);
    }

    public static Reply failure(String error, JsonObject parameters) {
        return new Reply(error, parameters, false);
    }

    /** Reads a reply; fields this project does not know are passed over, as a newer broker may send them. */
    public static Reply decode(JsonObject message) throws MalformedMessageException {
        try {
            Fields fields = new Fields(message);
            return new Reply(
                    fields.stringOrNull("error"), fields.objectOrEmpty("parameters"), fields.flag("continues"));
        } catch (InvalidParameterException e) {
            throw new MalformedMessageException("not a reply: field '" + e.parameter() + "' " + e.problem());
        }
    }

    public JsonObject encode() {
        JsonObject message = new JsonObject();
        if (error != null) {
            message.addProperty("error", error);
        }
        message.add("parameters", parameters);
        if (continues) {
            message.addProperty("continues", true);
        }
        return message;
    }
}
