package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTimeTest {

    @Test
    void idle_time_waiting_for_a_disk_and_stolen_time_are_not_busy() {
        MachineTime time = MachineTime.parse("cpu  1 2 4 8000 9000 16 32 7000 0 0");
        assertThat(time.busyNs()).isEqualTo((1 + 2 + 4 + 16 + 32) * 10_000_000L);
    }

    @Test
    void softirqs_are_a_part_of_it() {
        assertThat(MachineTime.parse("cpu  1 2 4 8 16 32 64 128 0 0").softirqNs())
                .isEqualTo(64 * 10_000_000L);
    }
}
