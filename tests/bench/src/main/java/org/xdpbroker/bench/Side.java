package org.xdpbroker.bench;

import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All runs of one side of a row. */
record Side(String name, List<Run> runs) {

    /** Middle, least and greatest of a figure. */
    record Spread(double median, double min, double max) {

        static Spread of(double... values) {
            double[] sorted = values.clone();
            java.util.Arrays.sort(sorted);
            int half = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            return new Spread(median, sorted[0], sorted[sorted.length - 1]);
        }
    }

    Spread spread(ToDoubleFunction<Run> figure) {
        return Spread.of(runs.stream().mapToDouble(figure).toArray());
    }

    double median(ToDoubleFunction<Run> figure) {
        return spread(figure).median();
    }

    /** Of a figure, over the peer's of the same time. */
    Spread ratioTo(Side peer, ToDoubleFunction<Run> figure) {
        double[] ratios = new double[runs.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(runs.get(i))
                    / figure.applyAsDouble(peer.runs().get(i));
        }
        return Spread.of(ratios);
    }

    /** Of a figure of the latencies; null if none were measured. */
    @Nullable
    Double medianLatency(ToDoubleFunction<Run.Latency> figure) {
        if (runs.stream().anyMatch(run -> run.latency() == null)) {
            return null;
        }
        return median(run -> figure.applyAsDouble(Objects.requireNonNull(run.latency())));
    }

    long unaccounted() {
        return runs.stream().mapToLong(Run::unaccounted).sum();
    }
}
