package org.xdpbroker.protocol.message;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import org.xdpbroker.protocol.varlink.Json;
import org.xdpbroker.protocol.varlink.MalformedMessageException;

/** Objects as the text that goes over the wire. */
final class Literal {

    private Literal() {}

    static JsonObject read(String text) throws MalformedMessageException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Json.parseObject(bytes, 0, bytes.length);
    }

    static String of(JsonObject object) {
        return new String(Json.toBytes(object), StandardCharsets.UTF_8);
    }
}
