package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void what_came_back_between_two_windows_is_not_among_them() {
        latencies.add(sample("[]"), sample("[10,2]"));
        latencies.add(sample("[10,2,5000,7]"), sample("[10,3,5000,7]"));

        assertThat(latencies.count()).isEqualTo(3);
        assertThat(latencies.percentile(1)).isEqualTo(10);
    }

    @Test
    void a_percentile_is_what_that_share_does_not_exceed() {
        latencies.add(sample("[]"), sample("[10,98,20,1,30,1]"));

        assertThat(latencies.percentile(0.98)).isEqualTo(10);
        assertThat(latencies.percentile(0.99)).isEqualTo(20);
        assertThat(latencies.percentile(0.999)).isEqualTo(30);
        assertThat(latencies.percentile(1)).isEqualTo(30);
    }

    @Test
    void of_none_every_percentile_is_0() {
        assertThat(latencies.percentile(0.5)).isZero();
    }

    private static Sample sample(String pairs) {
        JsonObject counters = new JsonObject();
        counters.add("latencies", JsonParser.parseString(pairs));
        return new Sample(0, counters);
    }
}
