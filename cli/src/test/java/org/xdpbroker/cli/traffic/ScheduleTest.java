package org.xdpbroker.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void as_recorded_gaps_are_the_recorded_ones_divided_by_the_speed() {
        Schedule schedule = Schedule.recorded(4);
        schedule.startPass(1_000_000, 50);
        assertThat(schedule.due(1_000_000)).isEqualTo(50);
        assertThat(schedule.due(1_000_400)).isEqualTo(150);
        assertThat(schedule.due(999_600)).as("a clock that was set back").isEqualTo(-50);
    }

    @Test
    void each_pass_begins_when_it_begins() {
        Schedule schedule = Schedule.recorded(1);
        schedule.startPass(1_000_000, 50);
        schedule.startPass(1_000_000, 5000);
        assertThat(schedule.due(1_000_007)).isEqualTo(5007);
    }

    @Test
    void at_a_rate_gaps_are_even_over_all_passes() {
        Schedule schedule = Schedule.rate(1_000_000);
        schedule.startPass(77, 50);
        assertThat(schedule.due(77)).isEqualTo(50);
        schedule.sent();
        assertThat(schedule.due(999_999)).isEqualTo(1050);
        schedule.sent();
        schedule.startPass(77, 2000);
        assertThat(schedule.due(77)).isEqualTo(2050);
    }

    @Test
    void flat_out_all_is_due_at_once() {
        Schedule schedule = Schedule.rate(Double.POSITIVE_INFINITY);
        schedule.startPass(77, 50);
        schedule.sent();
        schedule.sent();
        assertThat(schedule.due(1_000_000)).isEqualTo(50);
    }
}
