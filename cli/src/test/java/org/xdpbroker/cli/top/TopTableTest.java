package org.xdpbroker.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xdpbroker.client.SocketObservation;
import org.xdpbroker.client.SocketObservation.RingState;
import org.xdpbroker.client.XdpStatistics;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.message.QueueDescription;

class TopTableTest {

    private static final int USUAL_COLUMNS = 80;

    @Test
    void aTerminalOf80ColumnsShowsEveryNumber() {
        List<String> lines = TopTable.linesWithin(USUAL_COLUMNS, sample(0, 0), sample(1, 1_000_000));
        assertThat(lines).allMatch(line -> line.length() <= USUAL_COLUMNS);
        assertThat(lines.get(0))
                .contains("INTERFACE", "QUEUES", "RX-PKT/S", "RX-MBIT/S", "TX-PKT/S", "DROPS/S", "RX-RING", "TX-RING");
        assertThat(lines.get(1)).contains("enp65s0f0", "0-15", "16000000");
    }

    @Test
    void aNarrowOneShowsWhatArrivesAndWhatIsLost() {
        assertThat(TopTable.linesWithin(40, sample(0, 0), sample(1, 0)).get(0).split(" +"))
                .containsExactly("INTERFACE", "QUEUES", "RX-PKT/S", "DROPS/S");
    }

    @Test
    void aWideOneShowsAll() {
        Sample before = sample(0, 0);
        Sample now = sample(1, 0);
        assertThat(TopTable.linesWithin(200, before, now)).isEqualTo(TopTable.lines(before, now));
        assertThat(TopTable.lines(before, now).get(0).split(" +")).hasSize(13);
    }

    private static Sample sample(int second, long packets) {
        List<QueueSample> queues = IntStream.range(0, 16)
                .mapToObj(queue -> new QueueSample(
                        new QueueDescription(queue, null, null, packets, 60 * packets),
                        new SocketObservation(
                                new XdpStatistics(0, 0, 0, 0, 0, 0),
                                new RingState(0, 0, 256),
                                new RingState(0, 0, 256))))
                .toList();
        LeaseDescription lease = new LeaseDescription(
                "c6a845884b755ec0",
                "enp65s0f0",
                1,
                0,
                1,
                queues.stream().map(QueueSample::described).toList(),
                AttachMode.NATIVE,
                null,
                Handover.UNBOUND,
                "active",
                "",
                null,
                0);
        return Sample.of(
                Instant.EPOCH,
                second * 1_000_000_000L,
                List.of(new LeaseSample(lease, "alice", 12345, "qemu-system-x86", queues, null)));
    }
}
