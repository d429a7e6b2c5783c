package org.xdpbroker.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.polkit.bed.Waiting;

/**
 * One side's programs at work on a lane: counter, measured program and generator. They work and rest in turn, and what they do
 * in windows is added up to one run. At the end they end from the source on, and both ends have to have counted the same.
 */
final class Measurement implements AutoCloseable {

    /** Long enough for a program to take what is on its ring. */
    private static final long SETTLE_MILLIS = 100;
    /** Between rest and window: a call that makes live frames takes the kernel some 25 ms to set up. */
    static final Duration START = Duration.ofMillis(50);
    /** What the bench does at a slice's begin and end takes less. */
    private static final Duration EDGE = Duration.ofMillis(10);
    /** Long enough for a receiver's wait to end without a packet, which takes 100 ms: LoopOptions, c/xsk_loop.c. */
    private static final Duration DRY = Duration.ofMillis(120);

    private final Scenario scenario;
    private final @Nullable TalkingProgram counter;
    private final MeasuredProgram program;
    private final @Nullable MeasuredProgram generator;
    private final Totals totals = new Totals();
    /** What the program told of itself at the end of the warm-up. */
    private Sample warmedUp = Sample.NONE;

    private Latencies warmUpLatencies = Latencies.NONE;

    private Measurement(
            Scenario scenario,
            @Nullable TalkingProgram counter,
            MeasuredProgram program,
            @Nullable MeasuredProgram generator) {
        this.scenario = scenario;
        this.counter = counter;
        this.program = program;
        this.generator = generator;
    }

    /** Starts the programs, lets them warm up, and puts them to rest. */
    static Measurement start(BenchBed bed, Lane lane, Scenario scenario, Contender contender, Timing timing) {
        Measurement measurement = start(bed, lane, scenario, contender, timing.slice());
        try {
            measurement.warmUp(timing);
            return measurement;
        } catch (RuntimeException | Error e) {
            measurement.close();
            throw e;
        }
    }

    /**
     * Works and rests as it does in what is measured: a JVM compiles for what it has met, and does it again when a wait without a
     * packet, as a long rest makes one, is news to it. That is no packet's cost.
     */
    private void warmUp(Timing timing) {
        Totals discarded = new Totals();
        long end = System.nanoTime() + timing.warmUp().toNanos();
        do {
            work(timing.slice(), discarded);
            rest(DRY);
        } while (System.nanoTime() < end);
        work();
        warmedUp = program.answer();
        rest(DRY);
        warmUpLatencies = latencies();
    }

    private static Measurement start(BenchBed bed, Lane lane, Scenario scenario, Contender contender, Duration slice) {
        TalkingProgram counter = null;
        MeasuredProgram program = null;
        try {
            counter = counter(bed, lane, scenario.loop());
            program = contender.start(bed, lane, scenario);
            return new Measurement(scenario, counter, program, generator(bed, lane, scenario, slice));
        } catch (RuntimeException | Error e) {
            closeAll(program, counter);
            throw e;
        }
    }

    private static @Nullable TalkingProgram counter(BenchBed bed, Lane lane, Loop loop) {
        return switch (loop) {
            case TXONLY, FWD -> bed.far("far_count", bed.file("c/far_count.bpf.o"), lane.arrivals(loop));
            case RXDROP, ECHO -> null;
        };
    }

    private static @Nullable MeasuredProgram generator(BenchBed bed, Lane lane, Scenario scenario, Duration slice) {
        String length = String.valueOf(scenario.length());
        return switch (scenario.loop()) {
            case RXDROP, FWD -> bed.far("xdp_live", "--length", length, bed.file("c/xdp_live.bpf.o"), lane.far());
            case ECHO -> echoRate(bed, lane, length, slice);
            case TXONLY -> null;
        };
    }

    /** Measures within a slice alone: at both its ends the bench is at work, on the generator's CPU. */
    private static MeasuredProgram echoRate(BenchBed bed, Lane lane, String length, Duration slice) {
        String from = "--from=" + START.plus(EDGE).toMillis();
        String until = "--until=" + START.plus(slice).minus(EDGE).toMillis();
        return CountingProgram.start(
                CounterFile.ofLatencies(),
                counters -> bed.far("echo_rate", "--length", length, from, until, counters, lane.far()));
    }

    /** Works for a window of time and rests again. */
    void measure(Duration window) {
        work(window, totals);
        rest(Duration.ZERO);
    }

    private void work(Duration window, Totals into) {
        work();
        Waiting.sleep(START.toMillis());
        Sample programBefore = program.sample();
        Sample farBefore = counter == null ? programBefore : counter.sample();
        Sample offeredBefore = generator == null ? farBefore : generator.sample();
        MachineTime machineBefore = MachineTime.now();
        Waiting.sleep(window.toMillis());
        Sample programAfter = program.sample();
        Sample farAfter = counter == null ? programAfter : counter.sample();
        Sample offeredAfter = generator == null ? farAfter : generator.sample();
        into.addMachine(machineBefore, MachineTime.now());
        into.addProgram(programBefore, programAfter);
        into.addArrived(farBefore, farAfter);
        if (generator != null) {
            into.addOffered(offeredBefore, offeredAfter);
        }
    }

    /** Ends the programs; what was seen in all windows. */
    Run end() {
        Latencies latencies = latencies().since(warmUpLatencies);
        work();
        Sample worked = program.answer();
        Sample source = generator == null ? null : generator.end();
        Waiting.sleep(SETTLE_MILLIS);
        Sample own = program.end();
        Sample far = counter == null ? null : counter.end();
        long dropped = own.counter("rxDropped") + own.counter("rxRingFull");
        double allocated =
                (double) worked.since(warmedUp, "allocated") / Math.max(1, worked.since(warmedUp, "packets"));
        long unaccounted = 0;
        if (source != null) {
            long sent = source.counter(scenario.loop() == Loop.ECHO ? "sent" : "packets");
            unaccounted += Math.abs(sent - own.packets() - dropped);
        }
        if (far != null) {
            unaccounted += Math.abs(own.packets() - far.packets());
        }
        return totals.run(allocated, dropped, unaccounted, latencies);
    }

    /** Read while the generator rests: it shares its CPU with the bench, and what delays it is in what it measures. */
    private Latencies latencies() {
        return generator == null ? Latencies.NONE : generator.latencies();
    }

    private void work() {
        program.goOn();
        if (generator != null) {
            generator.goOn();
        }
    }

    /** @param dry how long the program goes on after its generator */
    private void rest(Duration dry) {
        if (generator != null) {
            generator.rest();
            Waiting.sleep(dry.toMillis());
        }
        program.rest();
    }

    @Override
    public void close() {
        closeAll(generator, program, counter);
    }

    private static void closeAll(@Nullable MeasuredProgram... programs) {
        for (MeasuredProgram program : programs) {
            if (program != null) {
                program.close();
            }
        }
    }
}
