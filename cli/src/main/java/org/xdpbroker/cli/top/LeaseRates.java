package org.xdpbroker.cli.top;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a lease carried between two samples, a second. Null is what is not known.
 *
 * @param receivedPackets packets that went to its sockets
 * @param receivedBytes bytes of these packets
 * @param sentPackets packets that the kernel took from its tx rings
 * @param drops packets that went to its sockets and found no room in the rings
 */
record LeaseRates(
        @Nullable Double receivedPackets,
        @Nullable Double receivedBytes,
        @Nullable Double sentPackets,
        @Nullable Double drops) {

    private static final long U32 = 0xffff_ffffL;

    /** @param before null if the lease has begun since then, so that everything was zero */
    static LeaseRates between(@Nullable LeaseSample before, LeaseSample after, double seconds) {
        return new LeaseRates(
                rate(before, after, queue -> queue.described().receivedPackets(), -1L, seconds),
                rate(before, after, queue -> queue.described().receivedBytes(), -1L, seconds),
                rate(before, after, QueueSample::sent, U32, seconds),
                rate(before, after, QueueSample::drops, -1L, seconds));
    }

    /** @param mask of the bits that the counters have, which begin at zero again after the last */
    private static @Nullable Double rate(
            @Nullable LeaseSample before,
            LeaseSample after,
            Function<QueueSample, @Nullable Long> counter,
            long mask,
            double seconds) {
        long sum = 0;
        for (int i = 0; i < after.queues().size(); i++) {
            Long now = counter.apply(after.queues().get(i));
            Long then = before == null
                    ? Long.valueOf(0)
                    : counter.apply(before.queues().get(i));
            if (now == null || then == null) {
                return null;
            }
            sum += (now - then) & mask;
        }
        return sum / seconds;
    }
}
