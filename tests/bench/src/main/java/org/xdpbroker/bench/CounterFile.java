package org.xdpbroker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The counters of a program at work, in a file that both sides map: reading them costs the program nothing. 64-bit words: packets
 * and bytes ({@code struct traffic} of c/bench.h, {@code loop.Counters}), and for a generator those of {@link Latencies}.
 */
final class CounterFile implements AutoCloseable {

    /** Where a file is memory alone, and no page of it is written back meanwhile. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final int TRAFFIC = 2;

    private final Path path;
    private final LongBuffer counters;

    private CounterFile(Path path, ByteBuffer counters) {
        this.path = path;
        this.counters = counters.order(ByteOrder.nativeOrder()).asLongBuffer();
    }

    /** Any user may write it. */
    static CounterFile ofLoop() {
        return create(TRAFFIC);
    }

    /** The same, of a program that measures how long packets take. */
    static CounterFile ofLatencies() {
        return create(TRAFFIC + Latencies.BUCKETS);
    }

    private static CounterFile create(int words) {
        try {
            Path path = Files.createTempFile(MEMORY, "xdp-broker-bench", ".counters");
            path.toFile().deleteOnExit(); // at ^C
            Files.write(path, new byte[words * Long.BYTES]);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                return new CounterFile(path, file.map(FileChannel.MapMode.READ_ONLY, 0, (long) words * Long.BYTES));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a file of counters in " + MEMORY, e);
        }
    }

    /** As a program is told of it. */
    String option() {
        return "--counters=" + path;
    }

    long packets() {
        return counters.get(0);
    }

    /** How many packets took how long so far; none for a loop. */
    Latencies latencies() {
        long[] counts = new long[counters.capacity() - TRAFFIC];
        counters.get(TRAFFIC, counts);
        return new Latencies(counts);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
