package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.message.AttachMode;

class TableReportTest {

    @Test
    void of_both_sides_the_median_rate_and_the_range_are_told_in_a_line_that_fits_a_wide_terminal() {
        Contender ours = new JavaContender("java-unmoderated", List.of());
        Contender peer = new CContender("c-xdpsock-defaults", List.of());
        Row row = new Row(new Scenario(AttachMode.NATIVE, 1500, Loop.TXONLY), ours, peer);
        String line = TableReport.line(new RowResult(
                row, Timing.QUICK, side(ours, 10.4e6, 9.5e6, 11.6e6), side(peer, 10.1e6, 10.2e6, 9.25e6)));
        assertThat(line).contains(" 10.40 9.50..11.60 ", " 10.10 9.25..10.20 ");
        assertThat(line).hasSameSizeAs(TableReport.head()).hasSizeLessThanOrEqualTo(130);
    }

    private static Side side(Contender contender, double... rates) {
        return new Side(
                contender.name(),
                Arrays.stream(rates)
                        .mapToObj(rate -> new Run(rate, 0, 1000, 1000, 0, 0, 0, 0, 0, null))
                        .toList());
    }
}
