package org.xdpbroker.cli.traffic;

import com.google.gson.JsonObject;

/**
 * What was captured.
 *
 * @param packets that were taken
 * @param bytes of those as they arrived, with what was cut off
 * @param nanos how long it took
 * @param dropped packets that arrived and were lost for want of room (XDP_STATISTICS)
 */
public record Captured(long packets, long bytes, long nanos, long dropped) implements Figures {

    @Override
    public String text() {
        return new Rate(packets, bytes, nanos).text() + "; " + dropped + " dropped";
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        new Rate(packets, bytes, nanos).addTo(json);
        json.addProperty("dropped", dropped);
        return json;
    }
}
