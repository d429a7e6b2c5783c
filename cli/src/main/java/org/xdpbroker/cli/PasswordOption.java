package org.xdpbroker.cli;

/** Whether the broker may have a person asked, as systemctl(1) has it. */
final class PasswordOption {

    private final Argument<Boolean> noAskPassword;

    PasswordOption(Command command) {
        noAskPassword = command.flag(
                "Where policy wants a person to be asked for a password, fail instead.", "--no-ask-password");
    }

    boolean mayAsk() {
        return !noAskPassword.isGiven();
    }
}
