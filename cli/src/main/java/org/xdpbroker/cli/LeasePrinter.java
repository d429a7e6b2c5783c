package org.xdpbroker.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.client.Lease;
import org.xdpbroker.protocol.message.LeaseEvent;

/** Prints a lease and what happens to it, for people or as JSON lines. */
final class LeasePrinter {

    private final PrintWriter out;
    private final boolean json;

    LeasePrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** A lease that this process holds. */
    void held(Lease lease) {
        granted(lease);
        if (!json) {
            out.println("Held until interrupted.");
        }
    }

    void granted(Lease lease) {
        if (json) {
            printJson("lease", lease.description().encode());
            return;
        }
        String queues = lease.queues().stream().map(String::valueOf).collect(Collectors.joining(", "));
        out.println("lease      " + lease.id());
        out.println("interface  " + lease.interfaceName() + " (index " + lease.ifindex() + ")");
        out.println("queues     " + queues);
        out.println("mode       " + lease.attachMode().word());
        lease.fallbackReason().ifPresent(reason -> out.println("           " + reason));
        lease.rule().ifPresent(rule -> out.println("rule       " + rule));
    }

    void happened(LeaseEvent event) {
        if (json) {
            printJson("event", event.encode());
        } else if (event.kind() != LeaseEvent.Kind.ENDED) {
            String queue = event.queue() == null ? "" : " queue " + event.queue();
            out.println(event.kind().word() + queue);
        }
    }

    private void printJson(String name, JsonObject value) {
        JsonObject line = new JsonObject();
        line.add(name, value);
        JsonLines.print(out, line);
    }
}
