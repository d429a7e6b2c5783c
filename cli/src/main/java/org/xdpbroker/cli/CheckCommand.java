package org.xdpbroker.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xdpbroker.cli.text.JsonLines;
import org.xdpbroker.client.CheckResult;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code xdp-broker check}. */
@Command(
        name = "check",
        description = "Tells what policy says to a request, with nothing done.",
        footer = {
            "",
            "Exit codes: 0 if the request is allowed, or a person would be asked; 1 if it",
            "is denied or impossible; 2 wrong command line; 3 the broker cannot be",
            "reached."
        })
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private QueueParameters queues;

    @Mixin
    private BrokerOption option;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CheckCommand() {}

    @Override
    public Integer call() throws IOException {
        LeaseRequest request = queues.request();
        CheckResult result;
        try (XdpBroker broker = option.connect(false)) {
            result = broker.check(request);
        }
        String decision = result.decision().name().toLowerCase(Locale.ROOT);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
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
