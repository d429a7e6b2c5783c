package org.xdpbroker.broker.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.xdpbroker.protocol.message.AttachMode;

/** Reads one {@code [[rule]]}. */
final class RuleReader {

    private static final List<String> KEYS = List.of(
            "name",
            "users",
            "groups",
            "interfaces",
            "decision",
            "queues",
            "max-queues",
            "attach-modes",
            "max-memlock",
            "busy-poll");

    /**
     * Bounds that the broker cannot hold a client to. Passing over one would grant more than the file says, and as an unknown
     * key it would pass for a misspelling.
     */
    private static final Set<String> NOT_SUPPORTED =
            Set.of("handover", "hand-over", "handovers", "hand-overs", "direction", "directions", "flow", "flows");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String NAME_EXPECTED = "a unique name of 1 to 64 letters, digits, '.', '_' and '-'";
    private static final String INTERFACES_EXPECTED =
            "an array of shell patterns for interface names, such as [\"enp3s0\", \"veth*\"]";
    private static final String DECISION_EXPECTED = "\"allow\", \"ask\" or \"deny\"";

    private final TableReader table;
    private final AccountReader accounts;
    private final BoundsReader bounds;
    private final Map<String, TomlPosition> names;

    /** @param names the names of the rules before, with their places; this rule's is added */
    RuleReader(TableReader table, Accounts accounts, Map<String, TomlPosition> names) {
        this.table = table;
        this.accounts = new AccountReader(table, accounts);
        this.bounds = new BoundsReader(table);
        this.names = names;
    }

    /** The rule; null if a problem was noted or a required key is not there. */
    @Nullable
    Rule read() {
        int before = table.problemCount();
        refuseUnknownKeys();
        String name = name();
        Set<Integer> users = accounts.users();
        Set<Integer> groups = accounts.groups();
        List<InterfacePattern> interfaces = interfaces();
        Verdict verdict = verdict();
        QueueSet queues = bounds.queues();
        int maxQueues = bounds.maxQueues();
        Set<AttachMode> modes = bounds.attachModes();
        long maxMemlock = bounds.maxMemlock();
        boolean busyPoll = bounds.busyPoll();
        if (verdict == Verdict.DENY) {
            bounds.refuse();
        }
        if (table.problemCount() > before || name == null || interfaces == null || verdict == null) {
            return null;
        }
        return new Rule(name, users, groups, interfaces, verdict, queues, maxQueues, modes, maxMemlock, busyPoll);
    }

    private void refuseUnknownKeys() {
        for (String key : table.keys()) {
            if (NOT_SUPPORTED.contains(key)) {
                table.wrong(key, "is not supported by this version", "a rule without it");
            } else if (!KEYS.contains(key)) {
                table.wrongKey(key, "unknown key", "one of " + String.join(", ", KEYS));
            }
        }
    }

    private @Nullable String name() {
        requireKey("name", NAME_EXPECTED);
        String name = table.string("name", NAME_EXPECTED);
        if (name == null) {
            return null;
        }
        if (!NAME.matcher(name).matches()) {
            table.wrong("name", "is " + Quote.of(name), NAME_EXPECTED);
            return null;
        }
        TomlPosition first = names.putIfAbsent(name, table.positionOf("name"));
        if (first != null) {
            table.wrong("name", Quote.of(name) + " is taken by the rule at line " + first.line(), NAME_EXPECTED);
        }
        return name;
    }

    private @Nullable List<InterfacePattern> interfaces() {
        requireKey("interfaces", INTERFACES_EXPECTED);
        TomlArray array = table.array("interfaces", INTERFACES_EXPECTED);
        if (array == null) {
            return null;
        }
        List<InterfacePattern> patterns = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof String pattern)) {
                table.wrongItemType("interfaces", array, i, "a shell pattern in quotes");
                continue;
            }
            try {
                patterns.add(InterfacePattern.compile(pattern));
            } catch (IllegalArgumentException e) {
                table.wrongItem(
                        "interfaces",
                        array,
                        i,
                        "pattern " + Quote.of(pattern) + " " + e.getMessage(),
                        "a name that an interface can have, with *, ?, [a-z] or [!a-z]");
            }
        }
        return patterns;
    }

    private @Nullable Verdict verdict() {
        requireKey("decision", DECISION_EXPECTED);
        String word = table.string("decision", DECISION_EXPECTED);
        if (word == null) {
            return null;
        }
        for (Verdict verdict : Verdict.values()) {
            if (verdict.word().equals(word)) {
                return verdict;
            }
        }
        table.wrong("decision", "is " + Quote.of(word), DECISION_EXPECTED);
        return null;
    }

    private void requireKey(String key, String expected) {
        if (!table.has(key)) {
            table.missing(key, expected);
        }
    }
}
