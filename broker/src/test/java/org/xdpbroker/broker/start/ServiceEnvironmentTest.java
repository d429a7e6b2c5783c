package org.xdpbroker.broker.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceEnvironmentTest {

    private static final int PID = 77;

    @Test
    void without_a_service_manager_there_is_nothing() throws IOException {
        ServiceEnvironment service = ServiceEnvironment.of(Map.of(), PID);
        assertThat(service.fdNames()).isEmpty();
        assertThat(service.notifySocket()).isNull();
        assertThat(service.watchdogMillis()).isZero();
    }

    @Test
    void descriptors_have_names_in_order() throws IOException {
        assertThat(ServiceEnvironment.of(
                                Map.of("LISTEN_FDS", "3", "LISTEN_PID", "77", "LISTEN_FDNAMES", "a::varlink"), PID)
                        .fdNames())
                .containsExactly("a", "", "varlink");
    }

    @Test
    void descriptors_without_names_are_unknown() throws IOException {
        assertThat(ServiceEnvironment.of(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "77"), PID)
                        .fdNames())
                .containsExactly("unknown", "unknown");
    }

    @Test
    void no_descriptors_have_no_names() throws IOException {
        assertThat(ServiceEnvironment.of(Map.of("LISTEN_FDS", "0", "LISTEN_PID", "77", "LISTEN_FDNAMES", ""), PID)
                        .fdNames())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"76", "077", "", "77 "})
    void descriptors_of_another_process_are_refused(String pid) {
        assertThatThrownBy(() -> ServiceEnvironment.of(Map.of("LISTEN_FDS", "1", "LISTEN_PID", pid), PID))
                .hasMessageContaining("to process " + pid);
    }

    @Test
    void descriptors_of_nobody_are_refused() {
        assertThatThrownBy(() -> ServiceEnvironment.of(Map.of("LISTEN_FDS", "1"), PID))
                .hasMessageContaining("LISTEN_PID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "65537", "one", "99999999999999999999"})
    void a_number_of_descriptors_that_cannot_be_is_refused(String count) {
        assertThatThrownBy(() -> ServiceEnvironment.of(Map.of("LISTEN_FDS", count, "LISTEN_PID", "77"), PID))
                .hasMessageContaining("LISTEN_FDS=" + count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:b:c"})
    void names_and_descriptors_have_to_be_as_many(String names) {
        assertThatThrownBy(() -> ServiceEnvironment.of(
                        Map.of("LISTEN_FDS", "2", "LISTEN_PID", "77", "LISTEN_FDNAMES", names), PID))
                .hasMessageContaining("LISTEN_FDNAMES=" + names);
    }

    @Test
    void the_watchdog_is_ours_by_pid_or_without_one() throws IOException {
        assertThat(ServiceEnvironment.of(Map.of("WATCHDOG_USEC", "3000000"), PID)
                        .watchdogMillis())
                .isEqualTo(3000);
        assertThat(ServiceEnvironment.of(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "77"), PID)
                        .watchdogMillis())
                .isEqualTo(3000);
        assertThat(ServiceEnvironment.of(Map.of("WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "78"), PID)
                        .watchdogMillis())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "0", "1999", "3s"})
    void a_watchdog_that_cannot_be_kept_is_refused(String micros) {
        assertThatThrownBy(() -> ServiceEnvironment.of(Map.of("WATCHDOG_USEC", micros), PID))
                .hasMessageContaining("WATCHDOG_USEC=" + micros);
    }
}
