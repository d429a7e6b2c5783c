package org.xdpbroker.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.client.XdpBroker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code xdp-broker revoke}. */
@Command(
        name = "revoke",
        description = {
            "Ends a lease: its queues' packets go to the host again at once.",
            "What the lease's holder can still send over sockets it has bound cannot be taken back; end its process for that."
        })
final class RevokeCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "ID", description = "The lease, as 'xdp-broker leases' tells it.")
    private String id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Told to the lease's holder.")
    private @Nullable String reason;

    @Mixin
    private BrokerOption option;

    @Mixin
    private PasswordOption password;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    RevokeCommand() {}

    @Override
    public Integer call() throws IOException {
        try (XdpBroker broker = option.connect(password.mayAsk())) {
            broker.revoke(id, reason, password.mayAsk());
        }
        return ExitCode.OK;
    }
}
