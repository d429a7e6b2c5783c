package org.xdpbroker.bench;

import java.util.Locale;

/** A row with its runs. Every ratio is ours over the peer's: the median of the ratios of each run of ours and the peer's beside it. */
record RowResult(Row row, Timing timing, Side ours, Side peer) {

    /** Above this share of the offered packets lost, the program is what limits, and not the generator. */
    private static final double LOSS = 0.01;

    double ratio() {
        return ours.ratioTo(peer, Run::packetsPerSecond).median();
    }

    double cpuRatio() {
        return ours.ratioTo(peer, Run::cpuNsPerPacket).median();
    }

    double busyRatio() {
        return ours.ratioTo(peer, Run::busyNsPerPacket).median();
    }

    /** What limits the packets a second, in words. */
    String bottleneck() {
        return switch (row.scenario().loop()) {
            case TXONLY -> "the programs, which send as fast as they can";
            case ECHO -> "the rate that was chosen";
            case RXDROP, FWD ->
                bottleneck(ours).equals(bottleneck(peer))
                        ? bottleneck(ours)
                        : row.ours().name() + ": " + bottleneck(ours) + "; "
                                + row.peer().name() + ": " + bottleneck(peer);
        };
    }

    private static String bottleneck(Side side) {
        double loss = loss(side);
        return loss < LOSS
                ? "the generator"
                : String.format(Locale.ROOT, "the program, which lost %.0f %%", loss * 100);
    }

    static double loss(Side side) {
        double offered = side.median(Run::offeredPerSecond);
        return offered == 0 ? 0 : Math.max(0, 1 - side.median(Run::packetsPerSecond) / offered);
    }
}
