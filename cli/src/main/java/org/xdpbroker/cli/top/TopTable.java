package org.xdpbroker.cli.top;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.text.NumberRanges;
import org.xdpbroker.cli.text.TextTable;
import org.xdpbroker.protocol.message.QueueDescription;

/** The leases as a table for people. */
final class TopTable {

    private static final int FIRST_NUMBER = 7;
    private static final double MEGABIT_BYTES = 1e6 / 8;

    /** Left out where not all fits, the first ones first. */
    private static final List<String> LEAST_TELLING =
            List.of("MODE", "COMMAND", "USER", "PID", "LEASE", "TX-RING", "RX-RING", "RX-MBIT/S", "TX-PKT/S");

    private TopTable() {}

    static List<String> lines(Sample before, Sample now) {
        return table(before, now).lines();
    }

    /** As many columns as fit into a line of so many characters, the most telling ones. */
    static List<String> linesWithin(int mostCharacters, Sample before, Sample now) {
        return table(before, now).lines(mostCharacters, LEAST_TELLING);
    }

    private static TextTable table(Sample before, Sample now) {
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
                    NumberRanges.text(sample.lease().queues().stream()
                            .mapToInt(QueueDescription::queue)
                            .toArray()),
                    sample.lease().attachMode().word(),
                    cell("%.0f", rates.receivedPackets()),
                    cell("%.1f", bytes == null ? null : bytes / MEGABIT_BYTES),
                    cell("%.0f", rates.sentPackets()),
                    cell("%.0f", rates.drops()),
                    cell("%.0f%%", sample.most(QueueSample::rxFill)),
                    cell("%.0f%%", sample.most(QueueSample::txFill)));
        }
        return table;
    }

    private static String cell(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}
