package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;

/** The policy that is installed, and the examples in its comments. */
class ShippedPolicyTest {

    private static final Path FILE = Path.of("src/main/dist/policy.toml");
    private static final Asked ONE_QUEUE = new Asked("eth0", 0, 1, AttachMode.AUTO, Handover.UNBOUND, 0, false);

    @Test
    void asksForEveryone() throws IOException, PolicyException {
        Policy policy = PolicyParser.parse("policy.toml", Files.readString(FILE), new KnownAccounts());
        for (int uid : new int[] {0, 1, 1000, -2}) {
            Decision decision = policy.decide(new Caller(uid, Set.of(uid)), ONE_QUEUE, (user, rule) -> 0);
            assertThat(decision.verdict()).isEqualTo(Verdict.ASK);
            assertThat(decision.maxQueues()).isEqualTo(Decision.UNBOUNDED);
        }
    }

    @Test
    void examplesAreValidOnceUncommented() throws IOException, PolicyException {
        String text = Files.readString(FILE);
        long examples =
                Pattern.compile("(?m)^#\\[\\[rule]]$").matcher(text).results().count();
        assertThat(examples).isGreaterThanOrEqualTo(4);
        String uncommented = text.replaceAll("(?m)^#(?=\\S)", "");
        Policy policy = PolicyParser.parse("policy.toml", uncommented, new Accounts() {
            @Override
            public OptionalInt uid(String userName) {
                return OptionalInt.of(1);
            }

            @Override
            public OptionalInt gid(String groupName) {
                return OptionalInt.of(1);
            }
        });
        assertThat(policy.ruleCount()).isEqualTo((int) examples + 1);
    }
}
