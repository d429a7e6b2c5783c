package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.xdpbroker.client.CheckResult;

/** Whether polkit answers and knows the broker's actions, as far as a user can see: by its own program pkaction. */
final class PolkitCheck implements Check {

    private static final String NAME = "polkit";
    private static final String ACTION = "org.xdpbroker.request";
    private static final String ACTION_FILE = "org.xdpbroker.policy";

    private final BrokerAnswers broker;

    PolkitCheck(BrokerAnswers broker) {
        this.broker = broker;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> look() throws IOException {
        return List.of(
                judge(Tool.run("pkaction", "--verbose", "--action-id", ACTION), isNeeded(), Distribution.here()));
    }

    /** Whether a rule of the policy says ask to this user. */
    private boolean isNeeded() {
        CheckResult check = broker.check();
        return check != null
                ? check.decision() == CheckResult.Decision.ASK
                : broker.interfaces().stream().anyMatch(nif -> nif.decision().equals("ask"));
    }

    static Finding judge(Tool.Answer answer, boolean isNeeded, Distribution distribution) {
        if (answer.exitCode() == 0) {
            return Finding.ok(NAME, "knows the action " + ACTION + ": " + defaults(answer.out()));
        }
        String what;
        String mend;
        if (answer.isMissing()) {
            what = "is not installed, or its program pkaction is not";
            mend = distribution.install(
                    Map.of("debian", "polkitd dbus", "fedora", "polkit", "arch", "polkit", "suse", "polkit"));
        } else if ((answer.out() + answer.err()).contains("No action with action id")) {
            what = "does not know the action " + ACTION + ": its file " + ACTION_FILE + " is not installed";
            mend = "sudo cp " + Installation.path("share/polkit-1/actions/" + ACTION_FILE)
                    + " /usr/share/polkit-1/actions/";
        } else {
            what = "does not answer: " + answer.complaint();
            mend = Files.isDirectory(Path.of("/run/systemd/system"))
                    ? "sudo systemctl start dbus polkit"
                    : "sudo service dbus start";
        }
        String text =
                what + (isNeeded ? "; your rule says ask, so you are denied" : "; needed for rules that say ask only");
        return new Finding(isNeeded ? Level.PROBLEM : Level.NOTE, NAME, text, mend == null ? List.of() : List.of(mend));
    }

    /** Of {@code implicit active:   auth_admin_keep} and two lines like it. */
    private static String defaults(String verbose) {
        return verbose.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("implicit active:"))
                .map(line -> "for who sits at the machine "
                        + line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("defaults not told");
    }
}
