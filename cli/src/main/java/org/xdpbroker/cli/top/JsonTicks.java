package org.xdpbroker.cli.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.cli.text.StandardOutput;
import org.xdpbroker.client.SocketObservation;
import org.xdpbroker.client.SocketObservation.RingState;
import org.xdpbroker.client.XdpStatistics;

/** One object a look. What is not known is absent. */
final class JsonTicks implements Top.Display {

    private final PrintWriter out;
    private final Notes notes;

    JsonTicks(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.notes = new Notes(err);
    }

    @Override
    public void show(Sample before, Sample now) throws IOException {
        JsonArray leases = new JsonArray();
        for (LeaseSample sample : now.leases().values()) {
            leases.add(lease(
                    sample,
                    LeaseRates.between(before.leases().get(sample.lease().id()), sample, now.secondsSince(before))));
        }
        JsonObject tick = new JsonObject();
        tick.addProperty("time", now.time().toString());
        tick.addProperty("seconds", now.secondsSince(before));
        tick.add("leases", leases);
        JsonLines.print(out, tick);
        notes.tell(now);
        StandardOutput.check(out);
    }

    private static JsonObject lease(LeaseSample sample, LeaseRates rates) {
        JsonObject object = new JsonObject();
        object.addProperty("id", sample.lease().id());
        object.addProperty("uid", Integer.toUnsignedLong(sample.lease().uid()));
        object.addProperty("user", sample.user());
        object.addProperty("pid", sample.pid());
        add(object, "command", sample.command());
        object.addProperty("interface", sample.lease().interfaceName());
        object.addProperty("attachMode", sample.lease().attachMode().word());
        add(object, "receivedPacketsPerSecond", rates.receivedPackets());
        add(object, "receivedBytesPerSecond", rates.receivedBytes());
        add(object, "sentPacketsPerSecond", rates.sentPackets());
        add(object, "dropsPerSecond", rates.drops());
        JsonArray queues = new JsonArray();
        sample.queues().forEach(queue -> queues.add(queue(queue)));
        object.add("queues", queues);
        return object;
    }

    private static JsonObject queue(QueueSample queue) {
        JsonObject object = new JsonObject();
        object.addProperty("queue", queue.described().queue());
        add(object, "receivedPackets", queue.described().receivedPackets());
        add(object, "receivedBytes", queue.described().receivedBytes());
        add(object, "sentPackets", queue.sent());
        add(object, "drops", queue.drops());
        SocketObservation socket = queue.socket();
        if (socket != null) {
            object.add("statistics", statistics(socket.statistics()));
            addRing(object, "rxRing", socket.rx());
            addRing(object, "txRing", socket.tx());
        }
        return object;
    }

    private static JsonObject statistics(XdpStatistics statistics) {
        JsonObject object = new JsonObject();
        object.addProperty("rxDropped", statistics.rxDropped());
        object.addProperty("rxInvalidDescs", statistics.rxInvalidDescs());
        object.addProperty("txInvalidDescs", statistics.txInvalidDescs());
        object.addProperty("rxRingFull", statistics.rxRingFull());
        object.addProperty("rxFillRingEmptyDescs", statistics.rxFillRingEmptyDescs());
        object.addProperty("txRingEmptyDescs", statistics.txRingEmptyDescs());
        return object;
    }

    private static void addRing(JsonObject object, String name, @Nullable RingState ring) {
        if (ring != null) {
            JsonObject state = new JsonObject();
            state.addProperty("entries", ring.entries());
            add(state, "size", ring.size());
            object.add(name, state);
        }
    }

    private static void add(JsonObject object, String name, @Nullable Number value) {
        if (value != null) {
            object.addProperty(name, value);
        }
    }

    private static void add(JsonObject object, String name, @Nullable String value) {
        if (value != null) {
            object.addProperty(name, value);
        }
    }
}
