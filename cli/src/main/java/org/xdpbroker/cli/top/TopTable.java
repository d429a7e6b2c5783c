package org.xdpbroker.cli.top;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.text.TextTable;

/** The leases as a table for people. */
final class TopTable {

    private static final int FIRST_NUMBER = 7;
    private static final double MEGABIT_BYTES = 1e6 / 8;

    private TopTable() {}

    static List<String> lines(Sample before, Sample now) {
        TextTable table = new TextTable(
                        "LEASE",
                        "USER",
                        "PID",
                        "COMMAND",
                        "INTERFACE",
                        "QUEUES",
                        "MODE",
                        "RX-PKT/S",
                        "RX-MBIT/S",
                        "TX-PKT/S",
                        "DROPS/S",
                        "RX-RING",
                        "TX-RING")
                .numbersFrom(FIRST_NUMBER);
        for (LeaseSample sample : now.leases().values()) {
            LeaseRates rates =
                    LeaseRates.between(before.leases().get(sample.lease().id()), sample, now.secondsSince(before));
            Double bytes = rates.receivedBytes();
            table.add(
                    sample.lease().id(),
                    sample.user(),
                    String.valueOf(sample.pid()),
                    sample.command() == null ? "-" : sample.command(),
                    sample.lease().interfaceName(),
                    sample.lease().queues().stream()
                            .map(queue -> String.valueOf(queue.queue()))
                            .collect(Collectors.joining(",")),
                    sample.lease().attachMode().word(),
                    cell("%.0f", rates.receivedPackets()),
                    cell("%.1f", bytes == null ? null : bytes / MEGABIT_BYTES),
                    cell("%.0f", rates.sentPackets()),
                    cell("%.0f", rates.drops()),
                    cell("%.0f%%", sample.most(QueueSample::rxFill)),
                    cell("%.0f%%", sample.most(QueueSample::txFill)));
        }
        return table.lines();
    }

    private static String cell(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}
