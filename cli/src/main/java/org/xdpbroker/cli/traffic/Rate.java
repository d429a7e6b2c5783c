package org.xdpbroker.cli.traffic;

import com.google.gson.JsonObject;
import java.util.Locale;

/** Packets and bytes in a time, as every tool tells them. */
record Rate(long packets, long bytes, long nanos) {

    private static final double NANOS_A_SECOND = 1e9;

    double seconds() {
        return nanos / NANOS_A_SECOND;
    }

    /** 0 of no time. */
    double packetsPerSecond() {
        return nanos <= 0 ? 0 : packets / seconds();
    }

    double megabitsPerSecond() {
        return nanos <= 0 ? 0 : bytes * 8 / seconds() / 1e6;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d %s, %d bytes in %.3f s: %.0f packets/s, %.1f Mbit/s",
                packets,
                packets == 1 ? "packet" : "packets",
                bytes,
                seconds(),
                packetsPerSecond(),
                megabitsPerSecond());
    }

    /** Adds what every tool tells in JSON. */
    void addTo(JsonObject json) {
        json.addProperty("packets", packets);
        json.addProperty("bytes", bytes);
        json.addProperty("seconds", seconds());
        json.addProperty("packetsPerSecond", packetsPerSecond());
    }
}
