package org.xdpbroker.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a start, and what beside it, in turn.
 *
 * @param name what takes the time or the memory
 * @param unit of all figures but the ratio
 * @param ours the figures of what this project ships
 * @param peerName what stands beside it; null for nothing
 * @param peer its figures; empty for nothing
 * @param goal the most that the median may be; where there is a peer of another make, the most that the ratio may be; null for
 *     none
 */
record StartupRow(
        String name,
        String unit,
        List<Double> ours,
        @Nullable String peerName,
        List<Double> peer,
        @Nullable Goal goal) {

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
    private static final String FORMAT = "%-34s %-4s %8s %8s %8s  %-22s %8s %8s %6s  %s%n";

    /** @param ofRatio whether it is the ratio's, and not the median's */
    record Goal(double most, boolean ofRatio) {}

    double ratio() {
        return peer.isEmpty() ? Double.NaN : percentile(ours, 50) / percentile(peer, 50);
    }

    boolean reachesGoal() {
        return goal == null || (goal.ofRatio() ? ratio() : percentile(ours, 50)) <= goal.most();
    }

    static String table(List<StartupRow> rows) {
        StringBuilder text = new StringBuilder(String.format(
                FORMAT, "row", "unit", "least", "p50", "p99", "beside it", "p50", "p99", "ratio", "goal"));
        for (StartupRow row : rows) {
            text.append(row.line());
        }
        return text.toString().stripTrailing();
    }

    static String json(Machine machine, List<StartupRow> rows) {
        JsonObject report = GSON.toJsonTree(machine).getAsJsonObject();
        JsonArray all = new JsonArray();
        rows.forEach(row -> all.add(row.json()));
        report.add("rows", all);
        return GSON.toJson(report);
    }

    private String line() {
        boolean beside = !peer.isEmpty();
        return String.format(
                FORMAT,
                name,
                unit,
                number(Collections.min(ours)),
                number(percentile(ours, 50)),
                number(percentile(ours, 99)),
                beside ? String.valueOf(peerName) : "",
                beside ? number(percentile(peer, 50)) : "",
                beside ? number(percentile(peer, 99)) : "",
                beside ? String.format(Locale.ROOT, "%.2f", ratio()) : "",
                goalText());
    }

    private String goalText() {
        if (goal == null) {
            return "";
        }
        return (goal.ofRatio() ? "ratio " : "p50 ") + "<= " + number(goal.most()) + (reachesGoal() ? "" : "  MISSED");
    }

    private JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("unit", unit);
        json.addProperty("p50", percentile(ours, 50));
        json.addProperty("p99", percentile(ours, 99));
        if (!peer.isEmpty()) {
            json.addProperty("peer", peerName);
            json.addProperty("ratio", ratio());
            json.addProperty("peerP50", percentile(peer, 50));
            json.addProperty("peerP99", percentile(peer, 99));
            json.addProperty("p99Ratio", percentile(ours, 99) / percentile(peer, 99));
        }
        if (goal != null) {
            json.addProperty(goal.ofRatio() ? "goalRatio" : "goal", goal.most());
            json.addProperty("reached", reachesGoal());
        }
        json.add("samples", GSON.toJsonTree(ours));
        json.add("peerSamples", GSON.toJsonTree(peer));
        return json;
    }

    /** The least figure that so many percent of all do not exceed. */
    static double percentile(List<Double> figures, int percent) {
        List<Double> sorted = figures.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
