package org.xdpbroker.bench;

import com.google.gson.JsonObject;
import java.util.function.Function;

/** A talking program that is not asked while something is measured, as an answer takes CPU time: it counts in a file. */
final class CountingProgram implements MeasuredProgram {

    private final TalkingProgram program;
    private final CounterFile counters;

    private CountingProgram(TalkingProgram program, CounterFile counters) {
        this.program = program;
        this.counters = counters;
    }

    /**
     * Starts it and waits until it is at work.
     *
     * @param counters what it counts in; closed with it, or if it does not start
     * @param start starts it with one option more
     */
    static CountingProgram start(CounterFile counters, Function<String, TalkingProgram> start) {
        try {
            return new CountingProgram(start.apply(counters.option()), counters);
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
    public Latencies latencies() {
        return counters.latencies();
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
