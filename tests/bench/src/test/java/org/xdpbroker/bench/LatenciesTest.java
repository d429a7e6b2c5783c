package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void what_came_back_in_the_warm_up_is_not_among_them() {
        Latencies measured = latencies(10, 3, 50, 7).since(latencies(10, 1, 50, 7));

        assertThat(measured.count()).isEqualTo(2);
        assertThat(measured.percentile(1)).isEqualTo(10);
    }

    @Test
    void a_percentile_is_what_that_share_does_not_exceed() {
        Latencies latencies = latencies(10, 98, 20, 1, 30, 1);

        assertThat(latencies.percentile(0.98)).isEqualTo(10);
        assertThat(latencies.percentile(0.99)).isEqualTo(20);
        assertThat(latencies.percentile(0.999)).isEqualTo(30);
        assertThat(latencies.percentile(1)).isEqualTo(30);
    }

    @Test
    void of_none_every_percentile_is_0() {
        assertThat(Latencies.NONE.percentile(0.5)).isZero();
    }

    @Test
    void a_long_latency_is_told_to_less_than_1_percent_and_never_as_less() {
        // 256 to 511 have 128 buckets of 2, 512 to 1023 as many of 4
        assertThat(latencies(255, 1).percentile(1)).isEqualTo(255);
        assertThat(latencies(256, 1).percentile(1)).isEqualTo(257);
        assertThat(latencies(256 + 127, 1).percentile(1)).isEqualTo(511);
        assertThat(latencies(256 + 128, 1).percentile(1)).isEqualTo(515);
        assertThat(latencies(Latencies.BUCKETS - 1 - 128, 1).percentile(1)).isEqualTo(Long.MAX_VALUE);
    }

    private static Latencies latencies(int... bucketsAndCounts) {
        long[] counts = new long[Latencies.BUCKETS];
        for (int i = 0; i < bucketsAndCounts.length; i += 2) {
            counts[bucketsAndCounts[i]] += bucketsAndCounts[i + 1];
        }
        return new Latencies(counts);
    }
}
