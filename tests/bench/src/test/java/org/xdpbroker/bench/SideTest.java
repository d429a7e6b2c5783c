package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
}
