package org.xdpbroker.protocol.varlink;

import com.google.gson.JsonObject;

/**
 * A method call.
 *
 * @param method interface and method name, such as {@code org.varlink.service.GetInfo}
 * @param parameters the arguments, empty if there are none
 * @param oneway whether the caller wants no reply
 * @param more whether the caller takes more than one reply
 */
public record Call(String method, JsonObject parameters, boolean oneway, boolean more) {

    public static Call of(String method, JsonObject parameters) {
        return new Call(method, parameters, false, false);
    }

    /**
     * Reads a call.
     *
     * @throws MalformedMessageException if it is not the form of a call: an unknown field, a field of the wrong type, no
     *     method, or {@code upgrade}, which no method of this project offers
     */
    public static Call decode(JsonObject message) throws MalformedMessageException {
        try {
            Fields fields = new Fields(message);
            String method = fields.string("method");
            JsonObject parameters = fields.objectOrEmpty("parameters");
            boolean oneway = fields.flag("oneway");
            boolean more = fields.flag("more");
            boolean upgrade = fields.flag("upgrade");
            fields.end();
            if (upgrade) {
                throw new MalformedMessageException("no method here upgrades the connection");
            }
            return new Call(method, parameters, oneway, more);
        } catch (InvalidParameterException e) {
            throw new MalformedMessageException("not a method call: field '" + e.parameter() + "' " + e.problem());
        }
    }

    public JsonObject encode() {
        JsonObject message = new JsonObject();
        message.addProperty("method", method);
        message.add("parameters", parameters);
        if (oneway) {
            message.addProperty("oneway", true);
        }
        if (more) {
            message.addProperty("more", true);
        }
        return message;
    }

    /** The part of the name before the last dot; empty if there is none. */
    public String interfaceName() {
        return method.substring(0, Math.max(method.lastIndexOf('.'), 0));
    }
}
