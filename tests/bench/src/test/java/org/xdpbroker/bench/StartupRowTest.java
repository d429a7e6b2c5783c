package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StartupRowTest {

    private static final List<Double> OURS = List.of(30.0, 10.0, 20.0);
    private static final List<Double> PEER = List.of(5.0, 10.0, 50.0);

    @Test
    void a_percentile_is_the_least_figure_that_so_many_do_not_exceed() {
        assertThat(StartupRow.percentile(OURS, 50)).isEqualTo(20);
        assertThat(StartupRow.percentile(OURS, 99)).isEqualTo(30);
        assertThat(StartupRow.percentile(List.of(7.0), 50)).isEqualTo(7);
    }

    @Test
    void a_goal_is_the_medians_or_the_ratios() {
        assertThat(row(new StartupRow.Goal(20, false)).reachesGoal()).isTrue();
        assertThat(row(new StartupRow.Goal(19, false)).reachesGoal()).isFalse();
        assertThat(row(new StartupRow.Goal(2, true)).reachesGoal()).isTrue();
        assertThat(row(new StartupRow.Goal(1.9, true)).reachesGoal()).isFalse();
    }

    @Test
    void a_goal_that_is_missed_stands_out_in_the_table() {
        assertThat(StartupRow.table(List.of(row(new StartupRow.Goal(19, false)))))
                .contains("p50 <= 19.0  MISSED");
        assertThat(StartupRow.table(List.of(row(null)))).doesNotContain("MISSED");
    }

    private static StartupRow row(StartupRow.@Nullable Goal goal) {
        return new StartupRow("a start", "ms", OURS, "another", PEER, goal);
    }
}
