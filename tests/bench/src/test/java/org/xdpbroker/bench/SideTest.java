package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SideTest {

    @Test
    void the_median_of_an_odd_count_is_the_middle_one() {
        assertThat(Side.Spread.of(3, 1, 2)).isEqualTo(new Side.Spread(2, 1, 3));
    }

    @Test
    void the_median_of_an_even_count_lies_between_the_two_in_the_middle() {
        assertThat(Side.Spread.of(10, 1, 2, 5)).isEqualTo(new Side.Spread(3.5, 1, 10));
    }

    @Test
    void a_ratio_is_of_two_runs_beside_each_other_before_the_median_is_taken() {
        Side ours = side(100, 10, 1000);
        Side peer = side(200, 10, 500);

        // of the medians it would be 0.5
        assertThat(ours.ratioTo(peer, Run::packetsPerSecond)).isEqualTo(new Side.Spread(1, 0.5, 2));
    }

    private static Side side(double... rates) {
        return new Side(
                "some",
                Arrays.stream(rates)
                        .mapToObj(rate -> new Run(rate, 0, 0, 0, 0, 0, 0, 0, 0, null))
                        .toList());
    }
}
