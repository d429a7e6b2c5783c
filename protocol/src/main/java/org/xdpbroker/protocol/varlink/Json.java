package org.xdpbroker.protocol.varlink;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Strict JSON in both directions: RFC 8259 only, well-formed UTF-8, no name twice in an object, bounded depth. Gson's
 * streaming reader does the syntax; its object mapping, which works by reflection, is not used.
 */
public final class Json {

    /** How deep objects and arrays may nest; the interface needs five. */
    public static final int MAX_DEPTH = 16;

    private Json() {}

    /**
     * Reads one object.
     *
     * @throws MalformedMessageException if the bytes are anything but exactly one JSON object within the limits
     */
    public static JsonObject parseObject(byte[] utf8, int offset, int length) throws MalformedMessageException {
        try (JsonReader reader = new JsonReader(new StringReader(decode(utf8, offset, length)))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(MAX_DEPTH);
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new MalformedMessageException("a message is a JSON object, this one begins otherwise");
            }
            JsonObject object = readObject(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedMessageException("a message is one JSON object, this one goes on after it");
            }
            return object;
        } catch (MalformedMessageException e) {
            throw e;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // Gson's own message quotes names of the sender's, which may hold anything
            throw new MalformedMessageException("not JSON, or nested deeper than " + MAX_DEPTH);
        }
    }

    /** Writes an object without white space; fields that are null are left out. */
    public static byte[] toBytes(JsonObject object) {
        return JsonText.of(object).getBytes(StandardCharsets.UTF_8);
    }

    private static String decode(byte[] utf8, int offset, int length) throws MalformedMessageException {
        if (isAscii(utf8, offset, length)) {
            return new String(utf8, offset, length, StandardCharsets.US_ASCII);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("not well-formed UTF-8");
        }
    }

    /** As nearly all messages are; they need no decoder of their own. */
    private static boolean isAscii(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static JsonObject readObject(JsonReader reader) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                throw new MalformedMessageException("an object names a field twice");
            }
            object.add(name, readValue(reader));
        }
        reader.endObject();
        return object;
    }

    private static JsonElement readValue(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> readObject(reader);
            case BEGIN_ARRAY -> readArray(reader);
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> readNumber(reader);
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            default -> throw new MalformedMessageException("unexpected " + reader.peek());
        };
    }

    private static JsonArray readArray(JsonReader reader) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(readValue(reader));
        }
        reader.endArray();
        return array;
    }

    private static JsonPrimitive readNumber(JsonReader reader) throws IOException {
        String text = reader.nextString();
        try {
            return new JsonPrimitive(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return new JsonPrimitive(Double.parseDouble(text));
        }
    }
}
