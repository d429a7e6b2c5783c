package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class TotalsTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void what_was_done_between_two_windows_is_in_no_figure() {
        Totals totals = new Totals();
        totals.addProgram(sample(0, 0, 0), sample(SECOND, 10, 100));
        totals.addArrived(sample(0, 0, 0), sample(SECOND, 0, 100));
        totals.addProgram(sample(5 * SECOND, 5000, 7000), sample(6 * SECOND, 5030, 7300));
        totals.addArrived(sample(5 * SECOND, 0, 7000), sample(6 * SECOND, 0, 7300));

        Run run = totals.run(0, 0, 0, Latencies.NONE);

        assertThat(run.packetsPerSecond()).isEqualTo(200);
        assertThat(run.cpuNsPerPacket()).isEqualTo(0.1);
    }

    private static Sample sample(long ns, long cpuNs, long packets) {
        JsonObject counters = new JsonObject();
        counters.addProperty("ns", ns);
        counters.addProperty("packets", packets);
        return new Sample(cpuNs, counters);
    }
}
