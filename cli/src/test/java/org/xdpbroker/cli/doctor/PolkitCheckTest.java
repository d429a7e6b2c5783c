package org.xdpbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolkitCheckTest {

    private static final Distribution DEBIAN = new Distribution("ID=debian\nVERSION_ID=\"13\"\n");

    @Test
    void anActionThatPolkitKnowsIsToldWithItsDefault() {
        String out = """
                org.xdpbroker.request:
                  description:       Let a program use network hardware directly
                  implicit any:      no
                  implicit active:   auth_admin_keep
                """;
        assertThat(PolkitCheck.judge(new Tool.Answer(0, out, ""), true, DEBIAN))
                .isEqualTo(Finding.ok(
                        "polkit",
                        "knows the action org.xdpbroker.request: for who sits at the machine auth_admin_keep"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127 | 'pkaction': No such file   | is not installed           | sudo apt-get install polkitd dbus",
                "1   | No action with action id x | its file org.xdpbroker.policy is not installed | sudo cp ",
                "1   | Error getting authority: x | does not answer: Error getting authority: x    | sudo ",
            })
    void whatIsMissingIsAProblemOnlyWhereARuleAsks(int exitCode, String err, String text, String command) {
        Tool.Answer answer = new Tool.Answer(exitCode, "", err + "\n");
        Finding needed = PolkitCheck.judge(answer, true, DEBIAN);
        assertThat(needed.level()).isEqualTo(Level.PROBLEM);
        assertThat(needed.text()).contains(text).endsWith("your rule says ask, so you are denied");
        assertThat(needed.mend()).singleElement().satisfies(mend -> assertThat(mend)
                .startsWith(command));
        assertThat(PolkitCheck.judge(answer, false, DEBIAN).level()).isEqualTo(Level.NOTE);
    }
}
