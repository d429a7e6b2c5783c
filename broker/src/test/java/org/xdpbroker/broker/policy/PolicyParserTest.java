package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every text that a refused policy can be told with. */
class PolicyParserTest {

    private static final String NAME = "; expected a unique name of 1 to 64 letters, digits, '.', '_' and '-'";
    private static final String PATTERNS =
            "; expected an array of shell patterns for interface names, such as [\"enp3s0\", \"veth*\"]";
    private static final String PATTERN = "; expected a name that an interface can have, with *, ?, [a-z] or [!a-z]";
    private static final String DECISION = "; expected \"allow\", \"ask\" or \"deny\"";
    private static final String QUEUES = "; expected queue numbers from 0 to 65535, such as 3, \"0-3\" or \"0,2,5-7\"";
    private static final String MAX_QUEUES = "; expected an integer from 1 to 252";
    private static final String MODES = "; expected an array of \"native\", \"skb\" or both";
    private static final String MEMLOCK = "; expected a number of K, M or G up to 1024G, such as \"64M\"";
    private static final String USERS = "; expected an array of user names and uids";
    private static final String GROUPS = "; expected an array of group names and gids";
    private static final String KEYS =
            "; expected one of name, users, groups, interfaces, decision, queues, max-queues,"
                    + " attach-modes, max-memlock, busy-poll";

    /** Lines 1 to 4 of a file: a rule without fault, to which a case adds line 5. */
    private static final String RULE = "[[rule]]\nname = \"r\"\ninterfaces = [\"*\"]\ndecision = \"allow\"\n";

    private static final String DENY = RULE.replace("allow", "deny");

    static Stream<Arguments> addedLines() {
        return Stream.of(
                arguments("colour = 1", "5:1: unknown key \"colour\"" + KEYS),
                arguments("  \"a\\nb\" = 1", "5:3: unknown key \"a\\nb\"" + KEYS),
                arguments("max_queues = 1", "5:1: unknown key \"max_queues\"" + KEYS),
                arguments("users.alice = true", "5:1: users is a table" + USERS),
                arguments("users = \"alice\"", "5:1: users is a string" + USERS),
                arguments("users = []", "5:1: users is empty" + USERS),
                arguments("users = [true]", "5:10: users has a boolean in it" + USERS),
                arguments("users = [[1]]", "5:10: users has an array in it" + USERS),
                arguments("users = [1.0]", "5:10: users has a float in it" + USERS),
                arguments("users = [\"alice\", -1]", "5:19: users has -1; expected a uid from 0 to 4294967294"),
                arguments("users = [4294967295]", "5:10: users has 4294967295; expected a uid from 0 to 4294967294"),
                arguments("users = [\"carol\"]", unknownUser("carol")),
                arguments("users = [\"1000\"]", unknownUser("1000")),
                arguments("users = [\"\"]", unknownUser("")),
                arguments("users = [\"alice\\u0000\"]", unknownUser("alice\\u0000")),
                arguments("users = [\"alice:x\"]", unknownUser("alice:x")),
                arguments("groups = 1", "5:1: groups is an integer" + GROUPS),
                arguments("groups = [2024-01-01]", "5:11: groups has a date or time in it" + GROUPS),
                arguments("groups = [5000000000]", "5:11: groups has 5000000000; expected a gid from 0 to 4294967294"),
                arguments(
                        "groups = [\"alice\"]",
                        "5:11: groups has the unknown group \"alice\";"
                                + " expected a group of this machine, or a gid without quotes"),
                arguments("queues = 65536", "5:1: queues has queue 65536" + QUEUES),
                arguments("queues = -1", "5:1: queues has \"-1\"" + QUEUES),
                arguments("queues = \"0,x\"", "5:1: queues has \"x\"" + QUEUES),
                arguments("queues = \"3-0\"", "5:1: queues has the backward range \"3-0\"" + QUEUES),
                arguments("queues = \"\"", "5:1: queues has \"\"" + QUEUES),
                arguments("queues = [0, 1]", "5:1: queues is an array" + QUEUES),
                arguments("max-queues = 0", "5:1: max-queues is 0" + MAX_QUEUES),
                arguments("max-queues = 253", "5:1: max-queues is 253" + MAX_QUEUES),
                arguments("max-queues = \"4\"", "5:1: max-queues is a string" + MAX_QUEUES),
                arguments("attach-modes = []", "5:1: attach-modes is empty" + MODES),
                arguments("attach-modes = \"skb\"", "5:1: attach-modes is a string" + MODES),
                arguments("attach-modes = [\"auto\"]", "5:17: attach-modes has \"auto\"" + MODES),
                arguments("attach-modes = [\"skb\", 1]", "5:24: attach-modes has an integer in it" + MODES),
                arguments("max-memlock = 67108864", "5:1: max-memlock is an integer" + MEMLOCK),
                arguments("max-memlock = \"\"", "5:1: max-memlock is \"\"" + MEMLOCK),
                arguments("max-memlock = \"0M\"", "5:1: max-memlock is \"0M\"" + MEMLOCK),
                arguments("max-memlock = \"64m\"", "5:1: max-memlock is \"64m\"" + MEMLOCK),
                arguments("max-memlock = \"1025G\"", "5:1: max-memlock is \"1025G\"" + MEMLOCK),
                arguments("max-memlock = \"unlimited\"", "5:1: max-memlock is \"unlimited\"" + MEMLOCK),
                arguments("max-memlock = [\"64M\"]", "5:1: max-memlock is an array" + MEMLOCK),
                arguments("busy-poll = 1", "5:1: busy-poll is an integer; expected true or false"),
                arguments("handover = [\"unbound\"]", notSupported("handover")),
                arguments("hand-over = \"bound\"", notSupported("hand-over")),
                arguments("direction = \"rx\"", notSupported("direction")),
                arguments("directions = [\"rx\"]", notSupported("directions")),
                arguments("flows = [\"udp:4789\"]", notSupported("flows")),
                arguments(
                        "name = \"x\"",
                        "5:1: not TOML: name previously defined at line 2, column 1;" + " expected valid TOML 1.0"),
                arguments("users = ", "5:9: not TOML: Unexpected end of line; expected a value"),
                arguments(
                        "[[rules]]",
                        "5:1: unknown key \"rules\"; expected nothing but [[rule]] and [limits] at the top level"),
                arguments(
                        "[other]",
                        "5:1: unknown key \"other\"; expected nothing but [[rule]] and [limits] at the top level"),
                arguments("[rule.extra]", "5:1: unknown key \"extra\"" + KEYS));
    }

    @ParameterizedTest
    @MethodSource("addedLines")
    void refusesALine(String line, String expected) {
        assertThat(problems(RULE + line + "\n")).containsExactly("policy.toml:" + expected);
    }

    static Stream<Arguments> wrongFiles() {
        return Stream.of(
                arguments("", "1:1: the file has no rule; expected at least one [[rule]]"),
                arguments("# nothing yet\n", "1:1: the file has no rule; expected at least one [[rule]]"),
                arguments("rule = []", "1:1: the file has no rule; expected at least one [[rule]]"),
                arguments(
                        "\n[rule]\nname = \"r\"\n",
                        "2:1: rule is a table; expected [[rule]] with two brackets on each side"),
                arguments("rule = 1", "1:1: rule is an integer; expected [[rule]] with two brackets on each side"),
                arguments(
                        "rule = [1, {name = \"a\", interfaces = [\"*\"], decision = \"ask\"}]",
                        "1:9: rule has an integer in it; expected tables only"),
                arguments(without("name"), "1:1: name is missing" + NAME),
                arguments(without("interfaces"), "1:1: interfaces is missing" + PATTERNS),
                arguments(without("decision"), "1:1: decision is missing" + DECISION),
                arguments(with("name", "1"), "2:1: name is an integer" + NAME),
                arguments(with("name", "\"\""), "2:1: name is \"\"" + NAME),
                arguments(with("name", "\"a b\""), "2:1: name is \"a b\"" + NAME),
                arguments(
                        with("name", "\"" + "x".repeat(100) + "\""),
                        "2:1: name is \"" + "x".repeat(80) + "...\"" + NAME),
                arguments(with("interfaces", "\"*\""), "3:1: interfaces is a string" + PATTERNS),
                arguments(with("interfaces", "[]"), "3:1: interfaces is empty" + PATTERNS),
                arguments(
                        with("interfaces", "[\"a\", 1]"),
                        "3:20: interfaces has an integer in it; expected a shell pattern in quotes"),
                arguments(
                        with("interfaces", "[\"a\", \"{b,c}\"]"),
                        "3:20: interfaces pattern \"{b,c}\" has {, which is not part of these patterns" + PATTERN),
                arguments(with("decision", "true"), "4:1: decision is a boolean" + DECISION),
                arguments(with("decision", "\"Allow\""), "4:1: decision is \"Allow\"" + DECISION),
                arguments(RULE + RULE, "6:1: name \"r\" is taken by the rule at line 2" + NAME),
                arguments(
                        DENY + "queues = 1",
                        "5:1: queues bounds a rule that denies; expected no bounds, as \"deny\" refuses every queue"),
                arguments(
                        DENY + "max-memlock = \"64M\"",
                        "5:1: max-memlock bounds a rule that denies;"
                                + " expected no bounds, as \"deny\" refuses every queue"),
                arguments(
                        "\uFEFF" + RULE,
                        "1:1: not TOML: Unexpected '\\ufeff'; expected a key, a table key, a newline, or end-of-input"));
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void refusesAFile(String text, String expected) {
        assertThat(problems(text)).containsExactly("policy.toml:" + expected);
    }

    @Test
    void tellsEverythingAtOnceInOrder() {
        String text = """
                top = 1
                [[rule]]
                name = "a b"
                  users = ["carol", "alice",
                    -7, "dave"]
                interfaces = ["eth["]
                decision = "deny"
                max-queues = 1
                attach-modes = ["native"]

                [[rule]]
                flows = ["udp:53"]
                """;
        assertThat(problems(text))
                .containsExactly(
                        "policy.toml:1:1: unknown key \"top\"; expected nothing but [[rule]] and [limits] at the top level",
                        "policy.toml:3:1: name is \"a b\"" + NAME,
                        "policy.toml:4:12: " + unknownUser("carol").substring(6),
                        "policy.toml:5:5: users has -7; expected a uid from 0 to 4294967294",
                        "policy.toml:5:9: " + unknownUser("dave").substring(6),
                        "policy.toml:6:15: interfaces pattern \"eth[\" has a [ without ]" + PATTERN,
                        "policy.toml:8:1: max-queues bounds a rule that denies;"
                                + " expected no bounds, as \"deny\" refuses every queue",
                        "policy.toml:9:1: attach-modes bounds a rule that denies;"
                                + " expected no bounds, as \"deny\" refuses every queue",
                        "policy.toml:11:1: name is missing" + NAME,
                        "policy.toml:11:1: interfaces is missing" + PATTERNS,
                        "policy.toml:11:1: decision is missing" + DECISION,
                        "policy.toml:12:1: " + notSupported("flows").substring(5));
    }

    @Test
    void tellsSyntaxErrorsBesideOthersButNothingThatTheyMayHaveSwallowed() {
        String text = """
                [[rule]]
                name = lab
                interfaces = ["*"]
                decision = "maybe"
                [[rule
                users = ["alice"
                """;
        assertThat(problems(text))
                .containsExactly(
                        "policy.toml:2:8: not TOML: Unexpected 'l'; expected a value",
                        "policy.toml:4:1: decision is \"maybe\"" + DECISION,
                        "policy.toml:5:7: not TOML: Unexpected end of line; expected ]]",
                        "policy.toml:7:1: not TOML: Unexpected end of input; expected ] or a comma;"
                                + " the array opened at line 6, column 9 is unclosed");
    }

    @Test
    void messageHasAllProblems() {
        PolicyException refused = refused(RULE + "a = 1\nb = 2\n");
        assertThat(refused).hasMessage(String.join("\n", problems(RULE + "a = 1\nb = 2\n")));
        assertThat(refused.problems())
                .first()
                .isEqualTo(new PolicyProblem(
                        "policy.toml", 5, 1, "unknown key \"a\"", KEYS.substring("; expected ".length())));
    }

    @Test
    void surviveDeepAndLongFiles() {
        assertThat(problems("a = " + "[".repeat(100_000))).isNotEmpty();
        assertThat(problems("a.".repeat(100_000) + "a = 1")).isNotEmpty();
    }

    @Test
    void acceptsEveryForm() throws PolicyException {
        String text = """
                rule = [
                  { name = "A-1._", interfaces = ['eth[0-9]'], decision = "ask", queues = 0x10, max-queues = 252,
                    max-memlock = "1024G", busy-poll = true },
                  { name = "b", users = ["alice", "alice", 0], groups = [4294967294], interfaces = ["*"],
                    decision = "allow", queues = "0-65535", attach-modes = ["skb", "native", "skb"] },
                ]
                """;
        // TOML 1.0 has inline tables on one line only
        String joined = text.replace("[\"*\"],\n", "[\"*\"],").replace("252,\n", "252,");
        assertThat(PolicyParser.parse("policy.toml", joined, new KnownAccounts())
                        .ruleCount())
                .isEqualTo(2);
    }

    private static String unknownUser(String name) {
        return "5:10: users has the unknown user \"" + name
                + "\"; expected a user of this machine, or a uid without quotes";
    }

    private static String notSupported(String key) {
        return "5:1: " + key + " is not supported by this version; expected a rule without it";
    }

    private static String without(String key) {
        return RULE.replaceAll("(?m)^" + key + " = .*\n", "");
    }

    private static String with(String key, String value) {
        return RULE.replaceAll("(?m)^" + key + " = .*$", key + " = " + value);
    }

    private static List<String> problems(String text) {
        return refused(text).problems().stream().map(PolicyProblem::toString).toList();
    }

    private static PolicyException refused(String text) {
        return catchThrowableOfType(
                PolicyException.class, () -> PolicyParser.parse("policy.toml", text, new KnownAccounts()));
    }
}
