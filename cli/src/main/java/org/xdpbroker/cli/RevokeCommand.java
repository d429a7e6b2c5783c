package org.xdpbroker.cli;

import java.io.IOException;
import org.xdpbroker.client.XdpBroker;

/** {@code xdp-broker revoke}. */
final class RevokeCommand extends Command {

    private final Argument<String> id = parameter(String.class, "ID", "The lease, as 'xdp-broker leases' tells it.");
    private final Argument<String> reason = option(String.class, "TEXT", "Told to the lease's holder.", "--reason");
    private final BrokerOption option = new BrokerOption(this);
    private final PasswordOption password = new PasswordOption(this);

    RevokeCommand() {
        super(
                "revoke",
                "Ends a lease: its queues' packets go to the host again at once.",
                "What the lease's holder can still send over sockets it has bound cannot be taken back; end its process for that.");
    }

    @Override
    public Integer call() throws IOException {
        try (XdpBroker broker = option.connect(password.mayAsk())) {
            broker.revoke(id.get(), reason.orNull(), password.mayAsk());
        }
        return ExitCode.OK;
    }
}
