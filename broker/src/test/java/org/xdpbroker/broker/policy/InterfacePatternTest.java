package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterfacePatternTest {

    @ParameterizedTest
    @CsvSource({
        "eth0, eth0, true",
        "eth0, eth1, false",
        "eth0, eth00, false",
        "eth0, eth, false",
        "ETH0, eth0, false",
        "*, lo, true",
        "**, lo, true",
        "veth*, veth, true",
        "veth*, veth0, true",
        "veth*, xveth0, false",
        "*0, eth0, true",
        "*0, eth01, false",
        "e*0*1, enp0s3f1, true",
        "e*0*1, enp0s31f2, false",
        "*a*b*c, aXbXXbc, true",
        "?, a, true",
        "?, ab, false",
        "eth?, eth, false",
        "eth?, eth5, true",
        "eth?, eth10, false",
        "?, ä, true",
        "?, 🐧, true",
        "*?x, 🐧🐧x, true",
        "[ä-ö]x, öx, true",
        "eth[0-3], eth3, true",
        "eth[0-3], eth4, false",
        "eth[!0-3], eth4, true",
        "eth[!0-3], eth0, false",
        "eth[!0-3], eth, false",
        "eth[02-46], eth3, true",
        "eth[02-46], eth6, true",
        "eth[02-46], eth5, false",
        "br[-0]*, br-lan, true",
        "br[0-]*, br-lan, true",
        "br[!-]*, br-lan, false",
        "[*], *, true",
        "[*], a, false",
        "[?], ?, true",
        "[?], a, false",
        "eth0.100, eth0.100, true",
        "eth0.100, eth0x100, false",
        "a+b(c), a+b(c), true",
        "a|b, a, false",
        "$^, $^, true",
    })
    void matchesLikeAShell(String pattern, String name, boolean expected) {
        assertThat(InterfacePattern.compile(pattern).matches(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is empty",
                "eth[ | has a [ without ]",
                "eth[0 | has a [ without ]",
                "eth] | has a ] without [",
                "eth[] | has empty brackets",
                "eth[!] | has empty brackets",
                "eth[]a] | has empty brackets",
                "eth[9-0] | has the backward range 9-0",
                "eth[^0] | has ^ inside brackets",
                "eth[0!] | has ! inside brackets",
                "[[:alpha:]] | has [ inside brackets",
                "{eth,veth}* | has {, which is not part of these patterns",
                "a} | has }, which is not part of these patterns",
                "\\* | has \\, which is not part of these patterns",
                "a/b | has a character that no interface name can have",
                "[a/] | has a character that no interface name can have",
                "eth0:1 | has a character that no interface name can have",
                "'eth 0' | has a character that no interface name can have",
                "sixteen-letters1 | needs names of at least 16 bytes, and the kernel allows 15",
                "??????????????[ab]?* | needs names of at least 16 bytes, and the kernel allows 15",
                "öööööööö | needs names of at least 16 bytes, and the kernel allows 15",
            })
    void refusesWhatShellsDoNotAgreeAbout(String pattern, String reason) {
        assertThatThrownBy(() -> InterfacePattern.compile(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void takesTheLongestNames() {
        assertThat(InterfacePattern.compile("fifteen-letters*").matches("fifteen-letters"))
                .isTrue();
    }

    @Test
    void agreesWithRegularExpressions() {
        Random random = new Random(20260101);
        String[] pieces = {"a", "b", "0", "*", "?", "[ab]", "[!a]", "[0-9]"};
        String[] expressions = {"a", "b", "0", ".*", ".", "[ab]", "[^a]", "[0-9]"};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder pattern = new StringBuilder();
            StringBuilder expression = new StringBuilder();
            for (int length = 1 + random.nextInt(7); length > 0; length--) {
                int piece = random.nextInt(pieces.length);
                pattern.append(pieces[piece]);
                expression.append(expressions[piece]);
            }
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                name.append("ab0".charAt(random.nextInt(3)));
            }
            assertThat(InterfacePattern.compile(pattern.toString()).matches(name.toString()))
                    .as("%s against %s", pattern, name)
                    .isEqualTo(Pattern.matches(expression.toString(), name));
        }
    }

    @Test
    void isNotSlowOnManyStars() {
        assertThat(InterfacePattern.compile("*a".repeat(15)).matches("a".repeat(14) + "b"))
                .isFalse();
        assertThat(InterfacePattern.compile("*".repeat(100_000)).matches("eth0"))
                .isTrue();
    }
}
