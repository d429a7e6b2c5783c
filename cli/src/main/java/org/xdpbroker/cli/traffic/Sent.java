package org.xdpbroker.cli.traffic;

import com.google.gson.JsonObject;

/**
 * What was sent.
 *
 * @param packets that the kernel has sent
 * @param bytes of those the kernel was given, from the Ethernet header on, without checksum trailer
 * @param nanos how long it took
 * @param notSent packets that were to be sent and were not: still waiting when it ended, or unfit
 * @param unfit those among them that no frame or no packet of the interface can be: too long, or without an Ethernet header
 */
public record Sent(long packets, long bytes, long nanos, long notSent, long unfit) implements Figures {

    @Override
    public String text() {
        return new Rate(packets, bytes, nanos).text()
                + (notSent == 0 ? "" : "; " + notSent + " not sent")
                + (unfit == 0 ? "" : " (" + unfit + " of them too long or too short)");
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        new Rate(packets, bytes, nanos).addTo(json);
        json.addProperty("notSent", notSent);
        json.addProperty("unfit", unfit);
        return json;
    }

    /** What was added since an earlier count. */
    Sent since(Sent earlier) {
        return new Sent(
                packets - earlier.packets,
                bytes - earlier.bytes,
                nanos - earlier.nanos,
                notSent - earlier.notSent,
                unfit - earlier.unfit);
    }
}
