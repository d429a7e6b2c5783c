package org.xdpbroker.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.exec.ShellWord;
import org.xdpbroker.client.CheckResult;
import org.xdpbroker.protocol.message.InterfaceDescription;
import org.xdpbroker.protocol.posix.Libc;

/** What the broker's policy says to this user. */
final class PolicyCheck implements Check {

    private static final String NAME = "policy";
    private static final String LOOPBACK = "lo";
    private static final int INIT = 1;

    private final BrokerAnswers broker;
    private final @Nullable String interfaceName;

    PolicyCheck(BrokerAnswers broker, @Nullable String interfaceName) {
        this.broker = broker;
        this.interfaceName = interfaceName;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Finding> look() {
        if (!broker.isReached()) {
            return List.of(Finding.note(NAME, "not known without a broker"));
        }
        if (broker.failure() != null) {
            return List.of(Finding.note(NAME, "not known, as the broker did not answer everything"));
        }
        CheckResult check = broker.check();
        if (check != null && interfaceName != null) {
            return List.of(about(interfaceName, check));
        }
        if (interfaceName != null) {
            return List.of(Finding.note(NAME, "not known for " + interfaceName + ", which the broker does not have"));
        }
        return List.of(aboutAll());
    }

    private Finding about(String name, CheckResult check) {
        String reason = check.reason().replaceAll("\\.$", "");
        return switch (check.decision()) {
            case ALLOW, ASK -> Finding.ok(NAME, reason);
            case DENY -> new Finding(Level.PROBLEM, NAME, reason, check.rule() == null ? addRule(name) : changeRules());
        };
    }

    private Finding aboutAll() {
        String summary = Stream.of("allow", "ask", "deny")
                .filter(word -> !names(word).isEmpty())
                .map(word -> word + " " + String.join(" ", names(word)))
                .collect(Collectors.joining("; "));
        if (names("allow").isEmpty() && names("ask").isEmpty()) {
            List<String> denied = names("deny");
            return new Finding(
                    Level.PROBLEM,
                    NAME,
                    "allows you no interface" + (denied.isEmpty() ? ", and there is none but lo" : ": " + summary),
                    denied.isEmpty() ? List.of() : List.of("xdp-broker doctor " + ShellWord.of(denied.get(0))));
        }
        return Finding.ok(NAME, summary);
    }

    private List<String> names(String decision) {
        return broker.interfaces().stream()
                .filter(nif -> nif.decision().equals(decision) && !nif.name().equals(LOOPBACK))
                .map(InterfaceDescription::name)
                .toList();
    }

    /** At the end of the file, where it decides what no rule has decided so far. */
    private List<String> addRule(String name) {
        String uid = Integer.toUnsignedString(Libc.get().geteuid());
        String user = System.getProperty("user.name", "?");
        boolean isNamed = user.matches("[A-Za-z0-9_][A-Za-z0-9._-]*") && !user.equals(uid);
        String ruleName = ((isNamed ? user : uid) + "-" + name).replaceAll("[^A-Za-z0-9._-]", "-");
        if (!name.matches("[A-Za-z0-9._-]+")) {
            return changeRules(); // the name would be read as a pattern
        }
        return reloading("printf '%s\\n' '' '[[rule]]' 'name = \"" + ruleName + "\"' 'users = ["
                + (isNamed ? '"' + user + '"' : uid) + "]' 'interfaces = [\"" + name + "\"]' 'decision = \"allow\"'"
                + " | sudo tee -a " + ShellWord.of(broker.policyFile().toString()));
    }

    private List<String> changeRules() {
        return reloading("sudo editor " + ShellWord.of(broker.policyFile().toString()));
    }

    private List<String> reloading(String change) {
        List<String> commands = new ArrayList<>();
        commands.add(change);
        if (broker.pid() > INIT) {
            commands.add("sudo sh -c 'kill -HUP " + broker.pid() + "'");
        } else {
            commands.add("sudo systemctl reload xdp-broker"); // a service manager listens for it
        }
        return commands;
    }
}
