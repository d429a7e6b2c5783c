package org.xdpbroker.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final int OUR_CLOCK = 7;
    private static final int OFFSET = 256;
    private static final int SIZE = 60;
    private static final TrafficPlan PLAN = new TrafficPlan(
            Addresses.mac("02:00:00:00:00:01"),
            Addresses.mac("52:54:0:12:ab:CD"),
            Addresses.ipv4("198.18.0.1"),
            Addresses.ipv4("198.18.0.2"),
            9,
            SIZE,
            2,
            1,
            1,
            1);

    private final Arrivals arrivals = new Arrivals(OUR_CLOCK);
    private final ByteBuffer memory = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());

    @Test
    void each_run_and_each_flow_has_numbers_of_its_own() {
        for (int sequence = 0; sequence < 3; sequence++) {
            for (int run = 1; run <= 2; run++) {
                for (int flow = 0; flow < 2; flow++) {
                    arrive(OUR_CLOCK, run, flow, sequence * (flow + 1), 0, 0);
                }
            }
        }
        assertThat(arrivals.packets).isEqualTo(12);
        assertThat(arrivals.bytes).isEqualTo(12L * SIZE);
        assertThat(arrivals.lost).isEqualTo(2 * 2);
        assertThat(arrivals.reordered + arrivals.duplicated).isZero();
    }

    @Test
    void latency_is_the_time_from_sent_to_now_also_where_the_packets_48_bits_wrap() {
        long sent = (1L << 48) - 1000;
        for (int i = 1; i <= 100; i++) {
            arrive(OUR_CLOCK, 1, 0, i, sent, sent + i * 1000L);
        }
        Latency latency = arrivals.newLatencies();
        assertThat(latency.count()).isEqualTo(100);
        assertThat(latency.p50()).isBetween(49_900L, 50_100L);
        assertThat(latency.p99()).isBetween(98_800L, 99_200L);
        assertThat(latency.max()).isBetween(99_900L, 100_200L);
        assertThat(arrivals.newLatencies().count()).isZero();
        assertThat(arrivals.allLatencies().count()).isEqualTo(100);
    }

    @Test
    void another_clocks_times_are_not_compared_with_ours() {
        arrive(OUR_CLOCK + 1, 1, 0, 0, 5_000_000_000L, 10);
        assertThat(arrivals.packets).isEqualTo(1);
        assertThat(arrivals.unclocked).isEqualTo(1);
        assertThat(arrivals.allLatencies().count()).isZero();
    }

    @Test
    void packets_of_others_are_counted_apart_and_not_taken_for_ours() {
        TestPacket.write(memory, OFFSET, PLAN, OUR_CLOCK, 1);
        arrivals.arrived(memory, OFFSET, SIZE - 1, 0); // cut short
        for (int changed : new int[] {12, 14, 23, 42}) { // ether type, version, protocol, magic
            TestPacket.write(memory, OFFSET, PLAN, OUR_CLOCK, 1);
            memory.put(OFFSET + changed, (byte) ~memory.get(OFFSET + changed));
            arrivals.arrived(memory, OFFSET, SIZE, 0);
        }
        assertThat(arrivals.others).isEqualTo(5);
        assertThat(arrivals.packets).isZero();
    }

    private void arrive(int clock, int run, int flow, int sequence, long sent, long now) {
        TestPacket.write(memory, OFFSET, PLAN, clock, run);
        TestPacket.stamp(memory, OFFSET, flow, sequence, sent);
        arrivals.arrived(memory, OFFSET, SIZE, now);
    }
}
