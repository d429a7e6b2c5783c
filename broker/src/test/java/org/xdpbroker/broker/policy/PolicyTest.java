package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.xdpbroker.broker.policy.KnownAccounts.ALICE;
import static org.xdpbroker.broker.policy.KnownAccounts.BOB;
import static org.xdpbroker.broker.policy.KnownAccounts.KVM;
import static org.xdpbroker.broker.policy.KnownAccounts.NETDEV;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;

class PolicyTest {

    private static final String RULES = """
            [[rule]]
            name = "not-the-uplink"
            interfaces = ["enp1s0"]
            decision = "deny"

            [[rule]]
            name = "both"
            users = ["alice"]
            groups = ["kvm"]
            interfaces = ["both*"]
            decision = "allow"

            [[rule]]
            name = "lab"
            users = ["alice", 4294967294]
            interfaces = ["enp3s0", "veth*"]
            decision = "allow"
            queues = "0-3"
            max-queues = 3

            [[rule]]
            name = "generic"
            groups = ["netdev", 7]
            interfaces = ["br[0-9]"]
            decision = "ask"
            attach-modes = ["skb"]

            [[rule]]
            name = "driver"
            groups = ["netdev"]
            interfaces = ["ens?"]
            decision = "allow"
            queues = 2
            attach-modes = ["native"]

            [[rule]]
            name = "rest"
            groups = ["netdev"]
            interfaces = ["*"]
            decision = "ask"
            max-queues = 252
            """;

    private static final QueuesHeld NONE = (uid, rule) -> 0;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // first match decides
                "1000, 1000, enp1s0, 0, 1, AUTO, DENY, not-the-uplink",
                "1000, 109,  enp1s0, 0, 1, AUTO, DENY, not-the-uplink",
                "1000, 1000, enp3s0, 0, 1, AUTO, ALLOW, lab",
                "1000, 109,  enp3s0, 0, 1, AUTO, ALLOW, lab",
                "1001, 109,  enp3s0, 0, 1, AUTO, ASK, rest",
                "1001, 1001, enp3s0, 0, 1, AUTO, DENY, -",
                "1000, 1000, veth, 0, 1, AUTO, ALLOW, lab",
                "1000, 1000, wlan0, 0, 1, AUTO, DENY, -",
                // root is nobody special, and the highest uid is one
                "0, 0, enp3s0, 0, 1, AUTO, DENY, -",
                "-2, 0, enp3s0, 0, 1, AUTO, ALLOW, lab",
                "-1, 0, enp3s0, 0, 1, AUTO, DENY, -",
                // users and groups: both
                "1000, 104, both0, 0, 1, AUTO, ALLOW, both",
                "1000, 1000, both0, 0, 1, AUTO, DENY, -",
                "1001, 104, both0, 0, 1, AUTO, DENY, -",
                "1000, 109, both0, 0, 1, AUTO, ASK, rest",
                // queues; a bound of the first match is not softened by a later rule
                "1000, 109, veth1, 1, 3, AUTO, ALLOW, lab",
                "1000, 109, veth1, 3, 1, AUTO, ALLOW, lab",
                "1000, 109, veth1, 4, 1, AUTO, DENY, lab",
                "1000, 109, veth1, 2, 3, AUTO, DENY, lab",
                "1000, 109, veth1, 0, 4, AUTO, DENY, lab",
                "1001, 109, ens7, 2, 1, AUTO, ALLOW, driver",
                "1001, 109, ens7, 1, 2, AUTO, DENY, driver",
                "1001, 109, ens7, 2, 2, AUTO, DENY, driver",
                // attach modes
                "1001, 7, br0, 0, 1, AUTO, ASK, generic",
                "1001, 7, br0, 0, 1, SKB, ASK, generic",
                "1001, 7, br0, 0, 1, NATIVE, DENY, generic",
                "1001, 109, ens7, 2, 1, NATIVE, ALLOW, driver",
                "1001, 109, ens7, 2, 1, SKB, DENY, driver",
                "1000, 1000, veth1, 0, 1, SKB, ALLOW, lab",
                // far numbers
                "1001, 109, eth0, 65535, 252, AUTO, ASK, rest",
            })
    void decidesByTheFirstMatch(
            int uid, int group, String name, int start, int count, AttachMode mode, Verdict verdict, String rule)
            throws PolicyException {
        Decision decision = policy().decide(
                        new Caller(uid, Set.of(group)),
                        new Asked(name, start, count, mode, Handover.UNBOUND, 0, false),
                        NONE);
        assertThat(decision.verdict()).as(decision.reason()).isEqualTo(verdict);
        assertThat(decision.rule()).isEqualTo(rule);
    }

    @Test
    void everySupplementaryGroupCounts() throws PolicyException {
        Caller caller = new Caller(BOB, Set.of(BOB, 20, KVM, NETDEV));
        assertThat(policy().decide(caller, asked("eth0", 0, 1), NONE).rule()).isEqualTo("rest");
    }

    @Test
    void narrowsAutoToTheOnlyModeAllowed() throws PolicyException {
        Caller bob = new Caller(BOB, Set.of(NETDEV));
        assertThat(policy().decide(bob, asked("br0", 0, 1), NONE).attachMode()).isEqualTo(AttachMode.SKB);
        assertThat(policy().decide(bob, asked("ens7", 2, 1), NONE).attachMode()).isEqualTo(AttachMode.NATIVE);
        assertThat(policy().decide(bob, asked("eth0", 0, 1), NONE).attachMode()).isEqualTo(AttachMode.AUTO);
    }

    @Test
    void countsWhatTheUserHoldsByTheRule() throws PolicyException {
        Caller alice = new Caller(ALICE, Set.of(ALICE));
        QueuesHeld two = (uid, rule) -> uid == ALICE && rule.equals("lab") ? 2 : 1000;
        assertThat(policy().decide(alice, asked("veth0", 0, 1), two).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(policy().decide(alice, asked("veth0", 0, 2), two).verdict()).isEqualTo(Verdict.DENY);
        QueuesHeld many = (uid, rule) -> Integer.MAX_VALUE;
        assertThat(policy().decide(alice, asked("veth0", 0, 1), many).verdict()).isEqualTo(Verdict.DENY);
        assertThat(policy().decide(new Caller(ALICE, Set.of(KVM)), asked("both", 0, 1), (uid, rule) -> 1_000_000)
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void tellsTheBound() throws PolicyException {
        Caller alice = new Caller(ALICE, Set.of(KVM));
        assertThat(policy().decide(alice, asked("veth0", 0, 1), NONE).maxQueues())
                .isEqualTo(3);
        assertThat(policy().decide(alice, asked("both", 0, 1), NONE).maxQueues())
                .isEqualTo(Decision.UNBOUNDED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000 | veth0 | 0 | 1 | AUTO | Rule 'lab' allows queue 0 of veth0 to uid 1000.",
                "-2 | veth0 | 0 | 3 | AUTO | Rule 'lab' allows queues 0-2 of veth0 to uid 4294967294.",
                "1001 | eth0 | 7 | 2 | AUTO | Rule 'rest' allows queues 7-8 of eth0 to uid 1001 after authorization by polkit.",
                "1001 | enp1s0 | 0 | 1 | AUTO"
                        + " | Rule 'not-the-uplink' denies queue 0 of enp1s0 to uid 1001. The administrator can change it.",
                "1000 | veth0 | 3 | 2 | AUTO | Rule 'lab' allows queues 0-3 of veth0, and queues 3-4 was asked for."
                        + " Ask for allowed ones, or ask the administrator to change the rule.",
                "1001 | br0 | 0 | 1 | NATIVE | Rule 'generic' allows attach mode skb only, and native was asked for."
                        + " Ask for skb or auto, or ask the administrator to change the rule.",
                "1000 | veth0 | 0 | 4 | AUTO | Rule 'lab' allows a user 3 queues at once; 4 were asked for and 0 are held already."
                        + " Ask for fewer or give some back, or ask the administrator to change the rule.",
            })
    void givesReasons(int uid, String name, int start, int count, AttachMode mode, String reason)
            throws PolicyException {
        Caller caller = new Caller(uid, Set.of(NETDEV));
        Asked asked = new Asked(name, start, count, mode, Handover.UNBOUND, 0, false);
        assertThat(policy().decide(caller, asked, NONE).reason()).isEqualTo(reason);
    }

    @Test
    void saysThatNoRuleMatches() throws PolicyException {
        assertThat(policy().decide(new Caller(-2, Set.of()), asked("lo", 0, 4), NONE))
                .isEqualTo(new Decision(
                        Verdict.DENY,
                        null,
                        "No rule matches: uid 4294967294 asked for queues 0-3 of lo."
                                + " Ask the administrator for a rule that allows it.",
                        AttachMode.AUTO,
                        Decision.UNBOUNDED,
                        0));
    }

    @Test
    void allowsBusyPollingOnlyWhereTheRuleSaysSo() throws PolicyException {
        Policy policy = PolicyParser.parse("policy.toml", """
                [[rule]]
                name = "fast"
                interfaces = ["eth0"]
                decision = "allow"
                busy-poll = true
                [[rule]]
                name = "rest"
                interfaces = ["*"]
                decision = "allow"
                """, new KnownAccounts());
        Caller caller = new Caller(BOB, Set.of());
        Asked allowed = new Asked("eth0", 0, 1, AttachMode.AUTO, Handover.UNBOUND, 0, true);
        assertThat(policy.decide(caller, allowed, NONE).verdict()).isEqualTo(Verdict.ALLOW);
        Asked refused = new Asked("eth1", 0, 1, AttachMode.AUTO, Handover.UNBOUND, 0, true);
        assertThat(policy.decide(caller, refused, NONE))
                .extracting(Decision::verdict, Decision::reason)
                .containsExactly(
                        Verdict.DENY,
                        "Rule 'rest' does not allow busy polling, and it was asked for. Ask without, or ask the"
                                + " administrator for busy-poll = true in the rule.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "tap0 | 0         | ALLOW | -",
                "tap0 | 67108864  | ALLOW | -",
                "tap0 | 67108865  | DENY  | Rule 'vms' has limits of locked memory raised to 64 MiB at most, and 67108865"
                        + " bytes were asked for. Ask without, or ask the administrator for max-memlock = \"65537K\" in the"
                        + " rule.",
                "tap0 | 134217728 | DENY  | Rule 'vms' has limits of locked memory raised to 64 MiB at most, and 128 MiB were"
                        + " asked for. Ask without, or ask the administrator for max-memlock = \"128M\" in the rule.",
                "eth0 | 0         | ASK   | -",
                "eth0 | 1         | DENY  | Rule 'rest' does not have limits of locked memory raised, and 1 bytes were asked"
                        + " for. Ask without, or ask the administrator for max-memlock = \"1K\" in the rule.",
            })
    void boundsLockedMemory(String name, long memlock, Verdict verdict, String reason) throws PolicyException {
        Policy policy = PolicyParser.parse("policy.toml", """
                [[rule]]
                name = "vms"
                interfaces = ["tap*"]
                decision = "allow"
                max-memlock = "64M"
                [[rule]]
                name = "rest"
                interfaces = ["*"]
                decision = "ask"
                """, new KnownAccounts());
        Decision decision = policy.decide(
                new Caller(BOB, Set.of()),
                new Asked(name, 0, 1, AttachMode.AUTO, Handover.UNBOUND, memlock, false),
                NONE);
        assertThat(decision.verdict()).isEqualTo(verdict);
        if (reason != null) {
            assertThat(decision.reason()).isEqualTo(reason);
        } else {
            assertThat(decision.maxMemlock()).isEqualTo(name.equals("tap0") ? 64L << 20 : 0);
        }
    }

    @Test
    void tellsTheVerdictBoundsAside() throws PolicyException {
        Caller bob = new Caller(BOB, Set.of(NETDEV));
        assertThat(policy().verdict(bob, "ens7")).isEqualTo(Verdict.ALLOW);
        assertThat(policy().verdict(bob, "eth0")).isEqualTo(Verdict.ASK);
        assertThat(policy().verdict(bob, "enp1s0")).isEqualTo(Verdict.DENY);
        assertThat(policy().verdict(new Caller(BOB, Set.of()), "eth0")).isEqualTo(Verdict.DENY);
    }

    @Test
    void countsItsRules() throws PolicyException {
        assertThat(policy().ruleCount()).isEqualTo(6);
    }

    @Test
    void askingIsBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> asked("lo", -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> asked("lo", 65536, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> asked("lo", 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> asked("lo", 0, 253));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Asked("lo", 0, 1, AttachMode.AUTO, Handover.UNBOUND, -1, false));
    }

    private static Policy policy() throws PolicyException {
        return PolicyParser.parse("policy.toml", RULES, new KnownAccounts());
    }

    private static Asked asked(String interfaceName, int start, int count) {
        return new Asked(interfaceName, start, count, AttachMode.AUTO, Handover.UNBOUND, 0, false);
    }
}
