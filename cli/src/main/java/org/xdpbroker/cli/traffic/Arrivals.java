package org.xdpbroker.cli.traffic;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived of generate's packets: of any number of runs and flows, each with its own sequence. Allocates for a new run or
 * flow, and nothing a packet. For one thread.
 */
final class Arrivals {

    /** A latency above it counts as so much. */
    private static final long MOST_LATENCY_NANOS = 100_000_000_000L;

    private static final int DIGITS = 3;

    private final int ourClock;
    private final Map<Integer, @Nullable FlowSequence[]> runs = new HashMap<>();
    private int run = -1;
    private @Nullable FlowSequence[] flows = {};

    private final Histogram latencies = new Histogram(MOST_LATENCY_NANOS, DIGITS);
    private final Histogram allLatencies = new Histogram(MOST_LATENCY_NANOS, DIGITS);

    long packets;
    long bytes;
    long others;
    /** Packets of another clock, of which no latency can be told. */
    long unclocked;
    /** Numbers that were passed over and have not come since. */
    long lost;

    long reordered;
    long duplicated;
    long tooLate;

    /** @param ourClock {@link MachineClock#tag()} */
    Arrivals(int ourClock) {
        this.ourClock = ourClock;
    }

    /**
     * A packet has arrived.
     *
     * @param now by our clock
     */
    void arrived(ByteBuffer memory, int offset, int length, long now) {
        if (!TestPacket.isOne(memory, offset, length)) {
            others++;
            return;
        }
        packets++;
        bytes += length;
        sequenceOf(TestPacket.run(memory, offset), TestPacket.flow(memory, offset))
                .arrived(TestPacket.sequence(memory, offset), this);
        if (TestPacket.clock(memory, offset) == ourClock) {
            long latency = TestPacket.age(memory, offset, now);
            latencies.recordValue(Math.min(Math.max(latency, 0), MOST_LATENCY_NANOS));
        } else {
            unclocked++;
        }
    }

    /** The latencies since the last call, which are among all from then on. */
    Latency newLatencies() {
        Latency latency = Latency.of(latencies);
        allLatencies.add(latencies);
        latencies.reset();
        return latency;
    }

    /** The latencies of all packets. */
    Latency allLatencies() {
        newLatencies();
        return Latency.of(allLatencies);
    }

    private FlowSequence sequenceOf(int packetsRun, int flow) {
        if (packetsRun != run) {
            run = packetsRun;
            flows = runs.computeIfAbsent(run, any -> new FlowSequence[TestPacket.MOST_FLOWS]);
        }
        FlowSequence sequence = flows[flow];
        if (sequence == null) {
            sequence = new FlowSequence();
            flows[flow] = sequence;
        }
        return sequence;
    }
}
