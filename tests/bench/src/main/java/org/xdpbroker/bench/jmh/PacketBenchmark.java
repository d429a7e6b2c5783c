package org.xdpbroker.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a batch costs a packet where no kernel is; the other side's words are moved by the benchmark, so that is in it, too. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public abstract class PacketBenchmark {

    /** Entries of each ring, and frames of a umem. */
    protected static final int RING = 2048;

    /** Bytes of a frame. */
    protected static final int FRAME = 2048;

    /** Bytes of a packet. */
    protected static final int LENGTH = 64;

    /** Packets of a batch. */
    protected static final int BATCH = 64;
}
