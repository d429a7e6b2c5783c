package org.xdpbroker.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowSequenceTest {

    private final Arrivals counts = new Arrivals(0);
    private final FlowSequence flow = new FlowSequence();

    @Test
    void in_order_nothing_is_wrong_whatever_number_is_first() {
        arrive(IntStream.range(500_000, 510_000).toArray());
        assertCounts(0, 0, 0);
    }

    @Test
    void numbers_passed_over_are_lost() {
        arrive(0, 1, 4, 5, 9);
        assertCounts(2 + 3, 0, 0);
    }

    @Test
    void one_that_comes_late_is_reordered_and_not_lost() {
        arrive(0, 2, 3, 1, 4);
        assertCounts(0, 1, 0);
    }

    @Test
    void one_that_comes_again_is_a_duplicate_whether_at_once_or_later() {
        arrive(0, 0, 1, 2, 3, 1, 2);
        assertCounts(0, 0, 3);
    }

    @Test
    void a_late_one_that_comes_twice_is_reordered_once() {
        arrive(0, 2, 1, 1);
        assertCounts(0, 1, 1);
    }

    @Test
    void one_older_than_the_first_is_reordered_and_those_between_the_two_are_missed() {
        arrive(10, 7);
        assertCounts(2, 1, 0);
        arrive(8, 9, 11);
        assertCounts(0, 3, 0);
    }

    @Test
    void a_gap_longer_than_the_window_is_all_lost_and_older_ones_come_too_late_to_tell() {
        arrive(0, 5000);
        assertCounts(4999, 0, 0);
        arrive(4000, 3976, 0);
        assertCounts(4998, 1, 0);
        assertThat(counts.tooLate).isEqualTo(2);
    }

    @Test
    void places_in_the_window_are_used_anew() {
        arrive(IntStream.range(0, FlowSequence.WINDOW).toArray());
        arrive(FlowSequence.WINDOW + 1, FlowSequence.WINDOW + 1, FlowSequence.WINDOW);
        assertCounts(0, 1, 1);
    }

    @Test
    void numbers_wrap_around() {
        arrive(-2, -1, 0, 2, 1, 3);
        assertCounts(0, 1, 0);
        arrive(Integer.MAX_VALUE - 1, Integer.MAX_VALUE, Integer.MIN_VALUE);
        assertThat(counts.lost).isEqualTo(Integer.MAX_VALUE - 5L);
    }

    /** Against a plain account of the same: what is missing in a set, what came below the highest, what came twice. */
    @Test
    void disorder_within_the_window_is_told_as_a_plain_account_has_it() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<Integer> sent = new ArrayList<>();
            for (int i = 0; i < 900; i++) {
                for (int copies = random.nextInt(10); copies > 0 && copies != 3; copies = copies > 8 ? 1 : 0) {
                    sent.add(i);
                }
            }
            for (int i = 0; i < 30; i++) {
                Collections.swap(sent, random.nextInt(sent.size()), random.nextInt(sent.size()));
            }
            Arrivals told = new Arrivals(0);
            FlowSequence sequence = new FlowSequence();
            boolean[] seen = new boolean[900];
            int highest = -1;
            int reordered = 0;
            int duplicated = 0;
            for (int number : sent) {
                sequence.arrived(number, told);
                if (seen[number]) {
                    duplicated++;
                } else if (number < highest) {
                    reordered++;
                }
                seen[number] = true;
                highest = Math.max(highest, number);
            }
            int lowest = Collections.min(sent);
            int end = highest;
            long lost = IntStream.rangeClosed(lowest, end)
                    .filter(number -> !seen[number])
                    .count();
            assertThat(told.lost).isEqualTo(lost);
            assertThat(told.reordered).isEqualTo(reordered);
            assertThat(told.duplicated).isEqualTo(duplicated);
        }
    }

    private void arrive(int... numbers) {
        for (int number : numbers) {
            flow.arrived(number, counts);
        }
    }

    private void assertCounts(long lost, long reordered, long duplicated) {
        assertThat(counts.lost).as("lost").isEqualTo(lost);
        assertThat(counts.reordered).as("reordered").isEqualTo(reordered);
        assertThat(counts.duplicated).as("duplicated").isEqualTo(duplicated);
    }
}
