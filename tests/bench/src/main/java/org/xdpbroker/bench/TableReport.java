package org.xdpbroker.bench;

import java.util.Locale;

/** The results for people, a row at a time. */
final class TableReport {

    private static final String FORMAT = "%-18s %-16s %6s %-12s %6s  %-18s %6s %-12s %6s %6s  %5s %5s%n";

    /**
     * What is less prints as nothing: HotSpot makes a method's string constants when it compiles it, some hundred bytes once. The
     * smallest object a batch of 64 is 0.25 bytes a packet.
     */
    private static final double VISIBLE = 0.01;

    private TableReport() {}

    static String head() {
        return String.format(
                        Locale.ROOT,
                        FORMAT,
                        "row",
                        "ours",
                        "Mpps",
                        "min..max",
                        "ns/pkt",
                        "peer",
                        "Mpps",
                        "min..max",
                        "ns/pkt",
                        "ratio",
                        "cpu",
                        "busy")
                .stripTrailing();
    }

    static String line(RowResult result) {
        Side.Spread rate = result.ours().spread(Run::packetsPerSecond);
        Side.Spread peerRate = result.peer().spread(Run::packetsPerSecond);
        String line = String.format(
                        Locale.ROOT,
                        FORMAT,
                        result.row().scenario(),
                        result.row().ours().name(),
                        millions(rate.median()),
                        range(rate),
                        nanos(result.ours().median(Run::cpuNsPerPacket)),
                        result.row().peer().name(),
                        millions(peerRate.median()),
                        range(peerRate),
                        nanos(result.peer().median(Run::cpuNsPerPacket)),
                        ratio(result.ratio()),
                        ratio(result.cpuRatio()),
                        ratio(result.busyRatio()))
                .stripTrailing();
        return line + latencies(result) + remarks(result);
    }

    private static String latencies(RowResult result) {
        StringBuilder text = new StringBuilder();
        for (Side side : new Side[] {result.ours(), result.peer()}) {
            Double half = side.medianLatency(Run.Latency::p50);
            Double most = side.medianLatency(Run.Latency::p99);
            Double nearlyAll = side.medianLatency(Run.Latency::p999);
            if (half != null && most != null && nearlyAll != null) {
                text.append(String.format(
                        Locale.ROOT,
                        "%n    %-14s round trip p50 %.1f us, p99 %.1f us, p99.9 %.1f us",
                        side.name(),
                        half / 1000,
                        most / 1000,
                        nearlyAll / 1000));
            }
        }
        return text.toString();
    }

    private static String remarks(RowResult result) {
        StringBuilder text = new StringBuilder();
        if (result.row().scenario().loop().receives() && result.row().scenario().loop() != Loop.ECHO) {
            text.append(String.format("%n    bottleneck: %s", result.bottleneck()));
        }
        double allocated = result.ours().median(Run::allocatedBytesPerPacket);
        if (allocated >= VISIBLE) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n    %s allocated %.3f bytes a packet",
                    result.ours().name(),
                    allocated));
        }
        long unaccounted = result.ours().unaccounted() + result.peer().unaccounted();
        if (unaccounted > 0) {
            text.append(String.format("%n    %d packets were counted at one end alone", unaccounted));
        }
        return text.toString();
    }

    private static String range(Side.Spread spread) {
        return millions(spread.min()) + ".." + millions(spread.max());
    }

    private static String millions(double value) {
        return String.format(Locale.ROOT, "%.2f", value / 1e6);
    }

    private static String nanos(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
