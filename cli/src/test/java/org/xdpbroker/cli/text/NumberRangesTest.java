package org.xdpbroker.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberRangesTest {

    @Test
    void numbersThatFollowEachOtherAreARange() {
        assertThat(NumberRanges.text(0, 1, 2, 3)).isEqualTo("0-3");
        assertThat(NumberRanges.text(0, 1, 4, 7, 8, 9)).isEqualTo("0-1,4,7-9");
    }

    @Test
    void oneNumberIsThatNumberAndNoneIsNothing() {
        assertThat(NumberRanges.text(7)).isEqualTo("7");
        assertThat(NumberRanges.text()).isEmpty();
    }
}
