package org.xdpbroker.bench;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Function;

/** The Java or the C loop: it talks, but not while it is measured. */
final class LoopProgram implements MeasuredProgram {

    private final TalkingProgram program;
    private final CounterFile counters;

    private LoopProgram(TalkingProgram program, CounterFile counters) {
        this.program = program;
        this.counters = counters;
    }

    /**
     * Starts it and waits until it is at work.
     *
     * @param start starts it with one option more
     */
    static LoopProgram start(Function<List<String>, TalkingProgram> start) {
        CounterFile counters = CounterFile.create();
        try {
            return new LoopProgram(start.apply(List.of(counters.option())), counters);
        } catch (RuntimeException | Error e) {
            counters.close();
            throw e;
        }
    }

    @Override
    public Sample sample() {
        JsonObject counted = new JsonObject();
        long cpuNs = process().cpuNs();
        counted.addProperty("packets", counters.packets());
        counted.addProperty("ns", System.nanoTime());
        return new Sample(cpuNs, counted);
    }

    @Override
    public Sample answer() {
        return program.sample();
    }

    @Override
    public LineProcess process() {
        return program.process();
    }

    @Override
    public Sample end() {
        return program.end();
    }

    @Override
    public void close() {
        try {
            program.close();
        } finally {
            counters.close();
        }
    }
}
