package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {

    private static final Rows ROWS = new Rows(Tuning.EQUAL, null);

    @Test
    void every_row_has_a_name_of_its_own() {
        List<String> names = ROWS.full().stream().map(Row::name).toList();
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void every_mode_length_and_loop_is_compared_with_the_c_program_at_equal_settings() {
        assertThat(ROWS.full().stream().map(Row::name))
                .contains(
                        "native/64/rxdrop/java/c",
                        "native/64/txonly/java/c",
                        "native/64/fwd/java/c",
                        "native/1500/rxdrop/java/c",
                        "native/1500/txonly/java/c",
                        "native/1500/fwd/java/c",
                        "skb/64/rxdrop/java/c",
                        "skb/64/txonly/java/c",
                        "skb/64/fwd/java/c",
                        "skb/1500/rxdrop/java/c",
                        "skb/1500/txonly/java/c",
                        "skb/1500/fwd/java/c",
                        "native/64/echo/java/c",
                        "skb/64/echo/java/c");
    }

    @Test
    void the_quick_rows_are_measured_within_two_minutes() {
        // what a run takes besides: starting and ending of programs, and their going on after each rest
        Duration run = Timing.QUICK
                .warmUp()
                .plus(Timing.QUICK.window())
                .plusMillis(800)
                .plus(Measurement.START.multipliedBy(Timing.QUICK.slices()));
        assertThat(run.multipliedBy(2L * Timing.QUICK.runs() * ROWS.quick().size()))
                .isLessThan(Duration.ofMinutes(2));
    }
}
