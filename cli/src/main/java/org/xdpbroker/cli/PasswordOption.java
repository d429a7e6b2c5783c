package org.xdpbroker.cli;

import picocli.CommandLine.Option;

/** Whether the broker may have a person asked, as systemctl(1) has it. */
final class PasswordOption {

    @Option(
            names = "--no-ask-password",
            description = "Where policy wants a person to be asked for a password, fail instead.")
    private boolean noAskPassword;

    boolean mayAsk() {
        return !noAskPassword;
    }
}
