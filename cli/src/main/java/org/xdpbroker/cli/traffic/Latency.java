package org.xdpbroker.cli.traffic;

import com.google.gson.JsonObject;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How long packets were on their way, from before they were sent until they were handled, in nanoseconds with three digits.
 *
 * @param count how many packets it is known of; if 0 the others say nothing
 */
record Latency(long count, long p50, long p99, long p999, long max) {

    private static final double NANOS_A_MICROSECOND = 1e3;

    static Latency of(Histogram histogram) {
        return new Latency(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "latency in us p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f",
                p50 / NANOS_A_MICROSECOND,
                p99 / NANOS_A_MICROSECOND,
                p999 / NANOS_A_MICROSECOND,
                max / NANOS_A_MICROSECOND);
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("p50", p50);
        json.addProperty("p99", p99);
        json.addProperty("p99.9", p999);
        json.addProperty("max", max);
        return json;
    }
}
