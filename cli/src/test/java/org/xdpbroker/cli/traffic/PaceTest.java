package org.xdpbroker.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long START = 1_000_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    @Test
    void packets_are_due_one_after_the_other_at_the_rate() {
        Pace pace = new Pace(1000, START);
        int sent = 0;
        for (long now = START; now < START + 1000 * MILLISECOND; now += MILLISECOND / 4) {
            int due = pace.due(now, 64);
            pace.sent(due);
            sent += due;
        }
        assertThat(sent).isEqualTo(1000);
    }

    @Test
    void the_next_one_is_told_and_is_due_then() {
        Pace pace = new Pace(1000, START);
        pace.sent(pace.due(START, 64));
        assertThat(pace.due(START + MILLISECOND - 1, 64)).isZero();
        assertThat(pace.next()).isEqualTo(START + MILLISECOND);
        assertThat(pace.due(pace.next(), 64)).isEqualTo(1);
    }

    @Test
    void what_was_late_is_made_up_for() {
        Pace pace = new Pace(1000, START);
        assertThat(pace.due(START + 10 * MILLISECOND, 64)).isEqualTo(11);
    }

    @Test
    void after_a_long_pause_no_more_is_made_up_for_than_the_most() {
        Pace pace = new Pace(1000, START);
        long late = START + 60_000 * MILLISECOND;
        int due = 0;
        for (int batch = pace.due(late, 64); batch > 0; batch = pace.due(late, 64)) {
            pace.sent(batch);
            due += batch;
        }
        assertThat(due).isEqualTo((int) (Pace.MOST_BEHIND_NANOS / MILLISECOND) + 1);
        assertThat(pace.next()).isGreaterThan(late);
    }

    @Test
    void flat_out_a_batch_is_due_at_any_time() {
        Pace pace = new Pace(Double.POSITIVE_INFINITY, START);
        for (int i = 0; i < 100; i++) {
            assertThat(pace.due(START, 64)).isEqualTo(64);
            pace.sent(64);
        }
    }

    @Test
    void at_a_rate_beyond_all_time_a_batch_is_due_too() {
        Pace pace = new Pace(1e300, START);
        for (int i = 0; i < 100; i++) {
            assertThat(pace.due(START + MILLISECOND, 64)).isEqualTo(64);
            pace.sent(64);
        }
    }
}
