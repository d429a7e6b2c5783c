package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;

/**
 * Generated policies, written as files and read back, against a plain evaluation that shares nothing with the broker's: rules
 * are maps, patterns were expanded into the names they match when they were made, queues are sets of numbers.
 */
class RandomPolicyTest {

    private static final List<String> NAMES = List.of("eth0", "eth1", "veth0", "br-a", "lo");
    private static final Map<String, Set<String>> PATTERNS = Map.of(
            "*", Set.copyOf(NAMES),
            "eth?", Set.of("eth0", "eth1"),
            "*eth0", Set.of("eth0", "veth0"),
            "[!e]*", Set.of("veth0", "br-a", "lo"),
            "[a-l]*", Set.of("eth0", "eth1", "br-a", "lo"),
            "lo", Set.of("lo"),
            "nothing", Set.of());
    private static final List<String> VERDICTS = List.of("allow", "ask", "deny");

    private record Expected(String verdict, String rule, String mode) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decidesAsAPlainEvaluationDoes(long seed) throws PolicyException {
        Random random = new Random(seed);
        Map<String, Integer> verdicts = new HashMap<>();
        for (int round = 0; round < 250; round++) {
            List<Map<String, Object>> rules = rules(random);
            String text = rules.stream().map(RandomPolicyTest::toml).collect(Collectors.joining("\n"));
            Policy policy = PolicyParser.parse("random", text, new KnownAccounts());
            for (int question = 0; question < 20; question++) {
                Caller caller = new Caller(random.nextInt(4), numbers(random, 4, random.nextInt(4)));
                AttachMode mode = pick(random, List.of(AttachMode.AUTO, AttachMode.NATIVE, AttachMode.SKB));
                long memlock = random.nextInt(3) == 0 ? random.nextInt(9) << 20 : 0;
                Asked asked = new Asked(
                        pick(random, NAMES),
                        random.nextInt(6),
                        1 + random.nextInt(4),
                        mode,
                        Handover.UNBOUND,
                        memlock,
                        random.nextInt(4) == 0);
                int held = random.nextInt(4);
                Decision decision = policy.decide(caller, asked, (uid, rule) -> uid == caller.uid() ? held : 1000);
                Expected expected = evaluate(rules, caller, asked, held);
                assertThat(new Expected(
                                decision.verdict().word(),
                                String.valueOf(decision.rule()),
                                decision.verdict() == Verdict.DENY
                                        ? "-"
                                        : decision.attachMode().word()))
                        .as("%s asks for %s holding %d under%n%s%n%s", caller, asked, held, text, decision.reason())
                        .isEqualTo(expected);
                verdicts.merge(expected.verdict(), 1, Integer::sum);
            }
        }
        assertThat(verdicts.keySet()).containsExactlyInAnyOrderElementsOf(VERDICTS);
        assertThat(verdicts.values()).allSatisfy(count -> assertThat(count).isGreaterThan(200));
    }

    private static Expected evaluate(List<Map<String, Object>> rules, Caller caller, Asked asked, int held) {
        for (Map<String, Object> rule : rules) {
            boolean named = false;
            for (Object pattern : set(rule, "interfaces")) {
                named |= PATTERNS.getOrDefault(pattern, Set.of()).contains(asked.interfaceName());
            }
            if (rule.containsKey("users") && !set(rule, "users").contains(caller.uid())) {
                named = false;
            }
            if (rule.containsKey("groups")) {
                Set<Object> common = new HashSet<>(set(rule, "groups"));
                common.retainAll(caller.groups());
                named &= !common.isEmpty();
            }
            if (named) {
                return answer(rule, asked, held);
            }
        }
        return new Expected("deny", "null", "-");
    }

    private static Expected answer(Map<String, Object> rule, Asked asked, int held) {
        String name = String.valueOf(rule.get("name"));
        Expected no = new Expected("deny", name, "-");
        if ("deny".equals(rule.get("decision"))) {
            return no;
        }
        for (int i = 0; i < asked.queueCount(); i++) {
            if (rule.containsKey("queues") && !set(rule, "queues").contains(asked.startQueue() + i)) {
                return no;
            }
        }
        if (rule.get("max-queues") instanceof Integer most && asked.queueCount() > most - held) {
            return no;
        }
        String memlock = String.valueOf(rule.getOrDefault("max-memlock", "0M"));
        if (asked.lockedMemory() / 1048576 > Integer.parseInt(memlock.replace("M", ""))) {
            return no;
        }
        if (asked.busyPoll() && !rule.containsKey("busy-poll")) {
            return no;
        }
        String mode = asked.attachMode().word();
        if (rule.containsKey("attach-modes")) {
            Set<?> modes = set(rule, "attach-modes");
            if (mode.equals("auto")) {
                mode = modes.size() == 2
                        ? "auto"
                        : String.valueOf(modes.iterator().next());
            } else if (!modes.contains(mode)) {
                return no;
            }
        }
        return new Expected(String.valueOf(rule.get("decision")), name, mode);
    }

    private static List<Map<String, Object>> rules(Random random) {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            Map<String, Object> rule = new HashMap<>();
            rule.put("name", "rule-" + i);
            rule.put("interfaces", Set.of(pick(random, List.copyOf(new TreeSet<>(PATTERNS.keySet())))));
            rule.put("decision", pick(random, VERDICTS));
            if (random.nextInt(3) == 0) {
                rule.put("users", numbers(random, 4, 1 + random.nextInt(2)));
            }
            if (random.nextInt(3) == 0) {
                rule.put("groups", numbers(random, 4, 1 + random.nextInt(2)));
            }
            if (!"deny".equals(rule.get("decision"))) {
                if (random.nextInt(3) == 0) {
                    rule.put("queues", numbers(random, 9, 4 + random.nextInt(4)));
                }
                if (random.nextInt(3) == 0) {
                    rule.put("max-queues", 1 + random.nextInt(6));
                }
                if (random.nextInt(2) == 0) {
                    rule.put("max-memlock", (1 + random.nextInt(8)) + "M");
                }
                if (random.nextInt(2) == 0) {
                    rule.put("busy-poll", true);
                }
                if (random.nextInt(2) == 0) {
                    rule.put(
                            "attach-modes",
                            pick(random, List.of(Set.of("native"), Set.of("skb"), Set.of("native", "skb"))));
                }
            }
            rules.add(rule);
        }
        return rules;
    }

    private static String toml(Map<String, Object> rule) {
        StringBuilder text = new StringBuilder("[[rule]]\n");
        rule.forEach((key, value) -> {
            text.append(key).append(" = ");
            if (key.equals("queues")) {
                text.append(set(rule, key).stream().map(String::valueOf).collect(Collectors.joining(",", "\"", "\"")));
            } else if (value instanceof Set<?> items) {
                text.append(items.stream().map(RandomPolicyTest::literal).collect(Collectors.joining(", ", "[", "]")));
            } else {
                text.append(literal(value));
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static String literal(Object value) {
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }

    private static Set<?> set(Map<String, Object> rule, String key) {
        return rule.get(key) instanceof Set<?> items ? items : Set.of();
    }

    private static Set<Integer> numbers(Random random, int bound, int count) {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < count; i++) {
            numbers.add(random.nextInt(bound));
        }
        return numbers;
    }

    private static <T> T pick(Random random, List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
