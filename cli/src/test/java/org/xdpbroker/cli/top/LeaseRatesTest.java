package org.xdpbroker.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xdpbroker.client.SocketObservation;
import org.xdpbroker.client.SocketObservation.RingState;
import org.xdpbroker.client.XdpStatistics;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;

class LeaseRatesTest {

    @Test
    void areWhatCameToTheCountersOfAllQueuesASecond() {
        LeaseSample before = lease(queue(0, 10, 600, socket(5, 1, 2)), queue(1, 0, 0, socket(0, 0, 0)));
        LeaseSample after = lease(queue(0, 30, 1800, socket(9, 4, 3)), queue(1, 2, 120, socket(2, 0, 2)));
        assertThat(LeaseRates.between(before, after, 2)).isEqualTo(new LeaseRates(11.0, 660.0, 3.0, 3.0));
    }

    @Test
    void ofALeaseThatHasBegunSinceThenCountFromZero() {
        assertThat(LeaseRates.between(null, lease(queue(0, 10, 600, socket(4, 0, 2))), 1))
                .isEqualTo(new LeaseRates(10.0, 600.0, 4.0, 2.0));
    }

    @Test
    void goOnWhenACounterOfTheRingBeginsAnew() {
        LeaseSample before = lease(queue(0, 0, 0, socket(0xffff_fffeL, 0, 0)));
        LeaseSample after = lease(queue(0, 0, 0, socket(3, 0, 0)));
        assertThat(LeaseRates.between(before, after, 1).sentPackets()).isEqualTo(5.0);
    }

    @Test
    void ofASocketThatCouldNotBeSeenEachTimeAreNotKnown() {
        LeaseSample unseen = lease(queue(0, 10, 600, null));
        LeaseSample seen = lease(queue(0, 20, 1200, socket(7, 0, 0)));
        assertThat(LeaseRates.between(unseen, seen, 1)).isEqualTo(new LeaseRates(10.0, 600.0, null, null));
        assertThat(LeaseRates.between(seen, unseen, 1).sentPackets()).isNull();
    }

    @Test
    void ofASocketWithoutTxRingHaveNothingSent() {
        QueueSample queue = queue(0, 1, 60, new SocketObservation(statistics(0, 0), null, null));
        assertThat(LeaseRates.between(null, lease(queue), 1)).isEqualTo(new LeaseRates(1.0, 60.0, null, 0.0));
    }

    @Test
    void theFullestQueueIsTold() {
        LeaseSample sample = lease(
                queue(0, 0, 0, new SocketObservation(statistics(0, 0), new RingState(64, 0, 256), null)),
                queue(1, 0, 0, new SocketObservation(statistics(0, 0), new RingState(1, 0xffff_ff81L, 256), null)));
        assertThat(sample.most(QueueSample::rxFill)).isEqualTo(50.0);
        assertThat(sample.most(QueueSample::txFill)).isNull();
    }

    private static LeaseSample lease(QueueSample... queues) {
        List<QueueDescription> described =
                List.of(queues).stream().map(QueueSample::described).toList();
        LeaseDescription lease = new LeaseDescription(
                "a", "eth0", 1, 0, 1, described, AttachMode.NATIVE, null, Handover.UNBOUND, "active", "", null, 0);
        return new LeaseSample(lease, "root", 1, "test", List.of(queues), null);
    }

    private static QueueSample queue(int queue, long packets, long bytes, @Nullable SocketObservation socket) {
        return new QueueSample(new QueueDescription(queue, null, null, packets, bytes), socket);
    }

    private static SocketObservation socket(long sent, long dropped, long ringFull) {
        return new SocketObservation(
                statistics(dropped, ringFull), new RingState(0, 0, 256), new RingState(sent, sent, 256));
    }

    private static XdpStatistics statistics(long dropped, long ringFull) {
        return new XdpStatistics(dropped, 0, 0, ringFull, 100, 0);
    }
}
