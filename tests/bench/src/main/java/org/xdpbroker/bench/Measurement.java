package org.xdpbroker.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.polkit.bed.Waiting;

/**
 * One run: starts counter, program and generator, lets them warm up, takes samples at both ends of the window, ends them from
 * the source on, and looks whether both ends counted the same.
 */
final class Measurement implements AutoCloseable {

    /** Long enough for a program to take what is on its ring. */
    private static final long SETTLE_MILLIS = 100;

    private final Scenario scenario;
    private final @Nullable TalkingProgram counter;
    private final MeasuredProgram program;
    private final @Nullable TalkingProgram generator;

    private Measurement(
            Scenario scenario,
            @Nullable TalkingProgram counter,
            MeasuredProgram program,
            @Nullable TalkingProgram generator) {
        this.scenario = scenario;
        this.counter = counter;
        this.program = program;
        this.generator = generator;
    }

    static Run run(BenchBed bed, Scenario scenario, Contender contender, Timing timing) {
        try (Measurement measurement = start(bed, scenario, contender)) {
            Waiting.sleep(timing.warmUp().toMillis());
            return measurement.measure(timing.window());
        }
    }

    private static Measurement start(BenchBed bed, Scenario scenario, Contender contender) {
        TalkingProgram counter = null;
        MeasuredProgram program = null;
        try {
            counter = counter(bed, scenario.loop());
            program = contender.start(bed, scenario);
            return new Measurement(scenario, counter, program, generator(bed, scenario));
        } catch (RuntimeException | Error e) {
            closeAll(program, counter);
            throw e;
        }
    }

    private static @Nullable TalkingProgram counter(BenchBed bed, Loop loop) {
        return switch (loop) {
            case TXONLY -> bed.far("far_count", bed.file("c/far_count.bpf.o"), BenchBed.FAR);
            case FWD -> bed.far("far_count", bed.file("c/far_count.bpf.o"), BenchBed.FAR_OUT);
            case RXDROP, ECHO -> null;
        };
    }

    private static @Nullable TalkingProgram generator(BenchBed bed, Scenario scenario) {
        String length = String.valueOf(scenario.length());
        return switch (scenario.loop()) {
            case RXDROP, FWD -> bed.far("xdp_live", "--length", length, bed.file("c/xdp_live.bpf.o"), BenchBed.FAR);
            case ECHO -> bed.far("echo_rate", "--length", length, BenchBed.FAR);
            case TXONLY -> null;
        };
    }

    private Run measure(Duration window) {
        Sample programBefore = program.sample();
        Sample farBefore = counter == null ? programBefore : counter.sample();
        Sample offeredBefore = generator == null ? farBefore : generator.sample();
        MachineTime machineBefore = MachineTime.now();
        Waiting.sleep(window.toMillis());
        Sample programAfter = program.sample();
        Sample farAfter = counter == null ? programAfter : counter.sample();
        Sample offeredAfter = generator == null ? farAfter : generator.sample();
        MachineTime machineAfter = MachineTime.now();

        double packets = Math.max(1, programAfter.since(programBefore, "packets"));
        double cpuNs = programAfter.cpuNs() - programBefore.cpuNs();
        Ends ends = end();
        return new Run(
                farAfter.rateSince(farBefore),
                generator == null ? 0 : offeredAfter.rateSince(offeredBefore),
                cpuNs / packets,
                (machineAfter.busyNs() - machineBefore.busyNs()) / packets,
                (machineAfter.softirqNs() - machineBefore.softirqNs()) / packets,
                cpuNs / programAfter.since(programBefore, "ns"),
                programAfter.since(programBefore, "allocated") / packets,
                ends.dropped,
                ends.unaccounted,
                scenario.loop() == Loop.ECHO ? Run.Latency.of(offeredAfter) : null);
    }

    private record Ends(long dropped, long unaccounted) {}

    private Ends end() {
        Sample source = generator == null ? null : generator.end();
        Waiting.sleep(SETTLE_MILLIS);
        Sample own = program.end();
        Sample far = counter == null ? null : counter.end();
        long dropped = own.counter("rxDropped") + own.counter("rxRingFull");
        long unaccounted = 0;
        if (source != null) {
            long sent = source.counter(scenario.loop() == Loop.ECHO ? "sent" : "packets");
            unaccounted += Math.abs(sent - own.packets() - dropped);
        }
        if (far != null) {
            unaccounted += Math.abs(own.packets() - far.packets());
        }
        return new Ends(dropped, unaccounted);
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
