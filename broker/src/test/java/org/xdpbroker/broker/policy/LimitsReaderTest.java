package org.xdpbroker.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsReaderTest {

    private static final String RULE = "\n[[rule]]\nname = \"a\"\ninterfaces = [\"*\"]\ndecision = \"deny\"\n";

    @Test
    void without_the_table_the_defaults_are_in_force() throws PolicyException {
        assertThat(parse("").limits()).isEqualTo(UserLimits.DEFAULT);
    }

    @Test
    void a_key_that_is_not_given_keeps_its_default() throws PolicyException {
        assertThat(parse("[limits]\nleases = 2\nrequests-per-second = 7").limits())
                .isEqualTo(new UserLimits(
                        2,
                        UserLimits.DEFAULT.queues(),
                        UserLimits.DEFAULT.connections(),
                        7,
                        UserLimits.DEFAULT.questions()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leases = 0|p:2:1: leases is 0; expected a number from 1 to 4096",
                "queues = 4097|p:2:1: queues is 4097; expected a number from 1 to 4096",
                "connections = \"many\"|p:2:1: connections is a string; expected a number from 1 to 256",
                "question = 1|p:2:1: unknown key \"question\"; expected one of leases, queues, connections,"
                        + " requests-per-second, questions"
            })
    void what_is_wrong_is_told_with_its_place(String line, String told) {
        assertThatThrownBy(() -> parse("[limits]\n" + line)).hasMessage(told);
    }

    @Test
    void limits_are_a_table() {
        assertThatThrownBy(() -> parse("limits = 3"))
                .hasMessage("p:1:1: limits is an integer; expected the table [limits]");
    }

    private static Policy parse(String limits) throws PolicyException {
        return PolicyParser.parse("p", limits + RULE, new Accounts() {
            @Override
            public OptionalInt uid(String userName) {
                return OptionalInt.empty();
            }

            @Override
            public OptionalInt gid(String groupName) {
                return OptionalInt.empty();
            }
        });
    }
}
