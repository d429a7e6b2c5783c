package org.xdpbroker.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.client.CheckResult;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;

/** {@code xdp-broker check}. */
final class CheckCommand extends Command {

    private final QueueParameters queues = new QueueParameters(this);
    private final BrokerOption option = new BrokerOption(this);
    private final Argument<Boolean> json = flag("Print the answer as JSON.", "--json");

    CheckCommand() {
        super("check", "Tells what policy says to a request, with nothing done.");
        footer(
                "",
                "Exit codes: 0 if the request is allowed, or a person would be asked; 1 if it",
                "is denied or impossible; 2 wrong command line; 3 the broker cannot be",
                "reached.");
    }

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = queues.request();
        CheckResult result;
        try (XdpBroker broker = option.connect(false)) {
            result = broker.check(request);
        }
        String decision = result.decision().name().toLowerCase(Locale.ROOT);
        PrintWriter out = out();
        if (json.isGiven()) {
            JsonObject object = new JsonObject();
            object.addProperty("decision", decision);
            object.addProperty("rule", result.rule());
            object.addProperty("reason", result.reason());
            JsonLines.print(out, object);
        } else {
            out.println(decision + (result.rule() == null ? "" : " by rule '" + result.rule() + "'"));
            if (!result.reason().isEmpty()) {
                out.println(result.reason());
            }
        }
        return result.decision() == CheckResult.Decision.DENY ? ExitCode.REFUSED : ExitCode.OK;
    }
}
