package org.xdpbroker.cli.traffic;

import com.google.gson.JsonObject;

/**
 * What a sink has received.
 *
 * @param packets of generate's
 * @param bytes of those
 * @param nanos how long it took
 * @param lost packets whose number was passed over; below zero in a second in which more of them came late than were missed
 * @param reordered packets that came after one with a higher number
 * @param duplicated packets that had come before
 * @param tooLate packets that came so late that nothing is known of their number; they are among the lost
 * @param dropped packets that arrived here and were lost for want of room (XDP_STATISTICS)
 * @param others packets that are not generate's
 * @param unclocked packets of another clock than this machine's
 */
public record Arrived(
        long packets,
        long bytes,
        long nanos,
        long lost,
        long reordered,
        long duplicated,
        long tooLate,
        long dropped,
        long others,
        long unclocked,
        Latency latency)
        implements Figures {

    static Arrived of(Arrivals arrivals, long nanos, long dropped, Latency latency) {
        return new Arrived(
                arrivals.packets,
                arrivals.bytes,
                nanos,
                arrivals.lost,
                arrivals.reordered,
                arrivals.duplicated,
                arrivals.tooLate,
                dropped,
                arrivals.others,
                arrivals.unclocked,
                latency);
    }

    /** What was added since an earlier count; the latency is this one's. */
    Arrived since(Arrived earlier) {
        return new Arrived(
                packets - earlier.packets,
                bytes - earlier.bytes,
                nanos - earlier.nanos,
                lost - earlier.lost,
                reordered - earlier.reordered,
                duplicated - earlier.duplicated,
                tooLate - earlier.tooLate,
                dropped - earlier.dropped,
                others - earlier.others,
                unclocked - earlier.unclocked,
                latency);
    }

    @Override
    public String text() {
        return new Rate(packets, bytes, nanos).text() + "; " + lost + " lost, " + reordered + " reordered, "
                + duplicated + " duplicated"
                + (tooLate == 0 ? "" : ", " + tooLate + " too late to tell")
                + (dropped == 0 ? "" : "; " + dropped + " dropped here")
                + (others == 0 ? "" : "; " + others + " other packets")
                + (latency.count() == 0 ? "" : "; " + latency.text())
                + (unclocked == 0
                        ? ""
                        : "; no latency of " + unclocked + " packets, which another machine's clock timed");
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        new Rate(packets, bytes, nanos).addTo(json);
        json.addProperty("lost", lost);
        json.addProperty("reordered", reordered);
        json.addProperty("duplicated", duplicated);
        json.addProperty("tooLate", tooLate);
        json.addProperty("dropped", dropped);
        json.addProperty("others", others);
        json.addProperty("unclocked", unclocked);
        if (latency.count() > 0) {
            json.add("latencyNanos", latency.json());
        }
        return json;
    }
}
