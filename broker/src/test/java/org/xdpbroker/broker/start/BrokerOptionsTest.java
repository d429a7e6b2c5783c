package org.xdpbroker.broker.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerOptionsTest {

    @Test
    void without_options_it_has_the_defaults_and_serves_on() throws BrokerOptions.UsageException {
        BrokerOptions options = BrokerOptions.parse();
        assertThat(options.socket()).isNull();
        assertThat(options.idleExitMillis()).isZero();
        assertThat(options.policy()).isEqualTo(Path.of("/etc/xdp-broker/policy.toml"));
        assertThat(options.bindDeadlineMillis()).isEqualTo(30_000);
    }

    @Test
    void a_value_follows_or_is_joined_by_an_equals_sign() throws BrokerOptions.UsageException {
        BrokerOptions options = BrokerOptions.parse(
                "--socket", "/a", "--policy=/b", "--bind-deadline", "0.5", "--idle-exit=60", "--verbose");
        assertThat(options.socket()).isEqualTo("/a");
        assertThat(options.policy()).isEqualTo(Path.of("/b"));
        assertThat(options.bindDeadlineMillis()).isEqualTo(500);
        assertThat(options.idleExitMillis()).isEqualTo(60_000);
        assertThat(options.verbose()).isTrue();
        assertThat(options.checkedPolicy()).isNull();
        assertThat(options.raiseMemlock()).isFalse();
        assertThat(BrokerOptions.parse("--raise-memlock").raiseMemlock()).isTrue();
    }

    @Test
    void a_policy_file_is_checked_instead_of_serving() throws BrokerOptions.UsageException {
        assertThat(BrokerOptions.parse("--check", "/b").checkedPolicy()).isEqualTo(Path.of("/b"));
    }

    @ParameterizedTest
    @CsvSource({
        "--sockets, unknown argument '--sockets'",
        "extra, unknown argument 'extra'",
        "--socket, option --socket needs a value",
        "--socket=, option --socket needs a value",
        "--raise-memlock=64M, option --raise-memlock takes no value",
        "--help=x, option --help takes no value"
    })
    void what_it_does_not_understand_it_names(String argument, String told) {
        assertThatThrownBy(() -> BrokerOptions.parse(argument)).hasMessage(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.09", "3601", "-1", "NaN", "ten", "Infinity"})
    void a_deadline_out_of_range_is_refused(String seconds) {
        assertThatThrownBy(() -> BrokerOptions.parse("--bind-deadline", seconds))
                .hasMessageContaining("0.1 to 3600")
                .hasMessageContaining(seconds);
    }

    @Test
    void every_option_is_in_the_usage() {
        assertThat(BrokerOptions.USAGE)
                .contains("--socket", "--policy", "--bind-deadline", "--polkit-bus", "--check", "--raise-memlock")
                .contains("--verbose", "--help", "--version");
    }
}
