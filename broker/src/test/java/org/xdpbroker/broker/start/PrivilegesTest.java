package org.xdpbroker.broker.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegesTest {

    private static final long NET_ADMIN = 1L << 12;
    private static final long NET_RAW = 1L << 13;
    private static final long SYS_ADMIN = 1L << 21;
    private static final long SYS_RESOURCE = 1L << 24;
    private static final long BPF = 1L << 39;
    private static final long ALL_THREE = NET_ADMIN | NET_RAW | BPF;

    @Test
    void the_three_capabilities_are_enough() {
        assertThatCode(() -> Privileges.check(999, ALL_THREE, ALL_THREE, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"CAP_NET_ADMIN,12", "CAP_NET_RAW,13", "CAP_BPF,39"})
    void each_of_them_is_needed_and_named(String name, int bit) {
        long less = ALL_THREE & ~(1L << bit);
        assertThatThrownBy(() -> Privileges.check(999, less, less, false))
                .hasMessageContaining(name + " is missing")
                .hasMessageContaining("ambient");
    }

    @Test
    void root_is_refused() {
        assertThatThrownBy(() -> Privileges.check(0, ALL_THREE, ALL_THREE, false))
                .hasMessageContaining("as root");
    }

    @Test
    void cap_sys_admin_is_refused_even_where_it_is_only_permitted() {
        assertThatThrownBy(() -> Privileges.check(999, ALL_THREE, ALL_THREE | SYS_ADMIN, false))
                .hasMessageContaining("CAP_SYS_ADMIN");
    }

    @Test
    void cap_sys_resource_is_taken_where_limits_are_to_be_raised() {
        long four = ALL_THREE | SYS_RESOURCE;
        assertThatCode(() -> Privileges.check(999, four, four, true)).doesNotThrowAnyException();
    }

    @Test
    void limits_cannot_be_raised_without_it() {
        assertThatThrownBy(() -> Privileges.check(999, ALL_THREE, ALL_THREE | SYS_RESOURCE, true))
                .hasMessageContaining("CAP_SYS_RESOURCE is missing")
                .hasMessageContaining("leave --raise-memlock out");
    }

    @Test
    void it_is_refused_where_nobody_told_what_for_even_where_it_is_only_permitted() {
        assertThatThrownBy(() -> Privileges.check(999, ALL_THREE, ALL_THREE | SYS_RESOURCE, false))
                .hasMessageContaining("CAP_SYS_RESOURCE only where it is told to use it");
    }
}
