package org.xdpbroker.protocol.varlink;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;

/**
 * Writes a tree as JSON, RFC 8259, without white space. Not Gson's own ways: its tree writer loads its whole object mapping, and its
 * streaming writer goes through a state machine and two more writers for each name and value.
 */
final class JsonText {

    private final StringBuilder text = new StringBuilder(256);

    private JsonText() {}

    /** Fields that are null are left out. */
    static String of(JsonObject object) {
        JsonText json = new JsonText();
        json.object(object);
        return json.text.toString();
    }

    private void value(JsonElement element) {
        if (element instanceof JsonObject object) {
            object(object);
        } else if (element instanceof JsonArray array) {
            array(array);
        } else if (element instanceof JsonPrimitive primitive) {
            primitive(primitive);
        } else {
            text.append("null");
        }
    }

    private void object(JsonObject object) {
        char before = '{';
        for (Map.Entry<String, JsonElement> field : object.entrySet()) {
            if (!field.getValue().isJsonNull()) {
                text.append(before);
                before = ',';
                string(field.getKey());
                text.append(':');
                value(field.getValue());
            }
        }
        text.append(before == '{' ? "{}" : "}");
    }

    private void array(JsonArray array) {
        text.append('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            value(array.get(i));
        }
        text.append(']');
    }

    private void primitive(JsonPrimitive primitive) {
        if (primitive.isString()) {
            string(primitive.getAsString());
        } else if (primitive.isNumber() && !Double.isFinite(primitive.getAsDouble())) {
            throw new IllegalArgumentException("JSON has no number " + primitive);
        } else {
            text.append(primitive.getAsString());
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == 0x2028 || c == 0x2029) { // the last two end a line in JavaScript
                escape(c);
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private void escape(char c) {
        switch (c) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> text.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
        }
    }
}
