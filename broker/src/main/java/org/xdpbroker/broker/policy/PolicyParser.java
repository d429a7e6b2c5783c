package org.xdpbroker.broker.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** Reads the text of a policy file; who may have written it is {@link PolicyFile}'s to check. */
public final class PolicyParser {

    private static final TomlParseOptions OPTIONS =
            TomlParseOptions.sourceless().withVersion(TomlVersion.V1_0_0);
    private static final String RULE = "rule";
    private static final String LIMITS = "limits";
    private static final TomlPosition START = TomlPosition.positionAt(1, 1);

    private PolicyParser() {}

    /**
     * Reads a policy.
     *
     * @param file its name in messages
     * @param accounts resolves the names of users and groups, now and not again
     * @throws PolicyException with everything that is wrong with it
     */
    public static Policy parse(String file, String text, Accounts accounts) throws PolicyException {
        Problems problems = new Problems(file);
        TomlParseResult toml = Toml.parse(text, OPTIONS);
        toml.errors().forEach(error -> problems.addSyntax(error.position(), String.valueOf(error.getMessage())));
        for (String key : toml.keySet()) {
            if (!key.equals(RULE) && !key.equals(LIMITS)) {
                problems.addUnlessSyntax(
                        TableReader.positionOf(toml, key),
                        "unknown key " + Quote.of(key),
                        "nothing but [[rule]] and [limits] at the top level");
            }
        }
        List<Rule> rules = rules(toml, accounts, problems);
        UserLimits limits = limits(toml, problems);
        problems.throwIfAny();
        return new Policy(rules, limits);
    }

    private static UserLimits limits(TomlTable toml, Problems problems) {
        Object value = toml.get(List.of(LIMITS));
        if (value == null) {
            return UserLimits.DEFAULT;
        }
        TomlPosition at = TableReader.positionOf(toml, LIMITS);
        if (!(value instanceof TomlTable table)) {
            problems.add(at, LIMITS + " is " + TableReader.typeOf(value), "the table [limits]");
            return UserLimits.DEFAULT;
        }
        return new LimitsReader(new TableReader(table, at, problems)).read();
    }

    private static List<Rule> rules(TomlTable toml, Accounts accounts, Problems problems) {
        Object value = toml.get(List.of(RULE));
        if (value == null || (value instanceof TomlArray array && array.isEmpty())) {
            problems.addUnlessSyntax(START, "the file has no rule", "at least one [[rule]]");
            return List.of();
        }
        if (!(value instanceof TomlArray array)) {
            problems.add(
                    TableReader.positionOf(toml, RULE),
                    RULE + " is " + TableReader.typeOf(value),
                    "[[rule]] with two brackets on each side");
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        Map<String, TomlPosition> names = new HashMap<>();
        for (int i = 0; i < array.size(); i++) {
            TomlPosition at = array.inputPositionOf(i);
            if (!(array.get(i) instanceof TomlTable table)) {
                problems.add(at, RULE + " has " + TableReader.typeOf(array.get(i)) + " in it", "tables only");
                continue;
            }
            Rule rule = new RuleReader(new TableReader(table, at, problems), accounts, names).read();
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }
}
