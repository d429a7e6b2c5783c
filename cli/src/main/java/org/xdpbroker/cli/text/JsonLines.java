package org.xdpbroker.cli.text;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.xdpbroker.protocol.varlink.Json;

/** JSON for programs: one object a line. */
public final class JsonLines {

    private JsonLines() {}

    /** Writes one line. */
    public static void print(PrintWriter out, JsonObject object) {
        out.println(new String(Json.toBytes(object), StandardCharsets.UTF_8));
    }
}
