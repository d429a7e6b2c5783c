package org.xdpbroker.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The results for machines. Figures are medians of the runs, which all stand beside them. */
final class JsonReport {

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private JsonReport() {}

    static String of(Machine machine, Cpus cpus, boolean threadedNapi, List<RowResult> results) {
        JsonObject report = GSON.toJsonTree(machine).getAsJsonObject();
        report.addProperty("measuredCpu", cpus.measured());
        report.addProperty("generatorCpu", cpus.other());
        report.addProperty("threadedNapi", threadedNapi);
        JsonArray rows = new JsonArray();
        results.forEach(result -> rows.add(row(result)));
        report.add("rows", rows);
        return GSON.toJson(report);
    }

    private static JsonObject row(RowResult result) {
        Row row = result.row();
        JsonObject json = new JsonObject();
        json.addProperty("name", row.scenario().toString());
        json.addProperty("ours", row.ours().name());
        json.addProperty("peer", row.peer().name());
        json.addProperty("mode", row.scenario().mode().word());
        json.addProperty("bytes", row.scenario().length());
        json.addProperty("loop", row.scenario().loop().word());
        json.addProperty("runs", result.timing().runs());
        json.addProperty("warmUpMs", result.timing().warmUp().toMillis());
        json.addProperty("windowMs", result.timing().window().toMillis());
        json.addProperty("ratio", result.ratio());
        json.addProperty("cpuRatio", result.cpuRatio());
        json.addProperty("busyRatio", result.busyRatio());
        json.addProperty("bottleneck", result.bottleneck());
        addLatency(json, result, "p50Ratio", Run.Latency::p50);
        addLatency(json, result, "p99Ratio", Run.Latency::p99);
        addLatency(json, result, "p999Ratio", Run.Latency::p999);
        json.add("oursFigures", side(result.ours()));
        json.add("peerFigures", side(result.peer()));
        return json;
    }

    private static void addLatency(
            JsonObject json, RowResult result, String name, ToDoubleFunction<Run.Latency> figure) {
        Double ours = result.ours().medianLatency(figure);
        Double peer = result.peer().medianLatency(figure);
        if (ours != null && peer != null) {
            json.addProperty(name, ours / peer);
        }
    }

    private static JsonObject side(Side side) {
        JsonObject json = new JsonObject();
        Side.Spread rate = side.spread(Run::packetsPerSecond);
        json.addProperty("packetsPerSecond", rate.median());
        json.addProperty("packetsPerSecondMin", rate.min());
        json.addProperty("packetsPerSecondMax", rate.max());
        json.addProperty("offeredPerSecond", side.median(Run::offeredPerSecond));
        json.addProperty("loss", RowResult.loss(side));
        json.addProperty("cpuNsPerPacket", side.median(Run::cpuNsPerPacket));
        json.addProperty("busyNsPerPacket", side.median(Run::busyNsPerPacket));
        json.addProperty("softirqNsPerPacket", side.median(Run::softirqNsPerPacket));
        json.addProperty("allocatedBytesPerPacket", side.median(Run::allocatedBytesPerPacket));
        json.addProperty("unaccountedPackets", side.unaccounted());
        json.add("runs", GSON.toJsonTree(side.runs()));
        return json;
    }
}
