package org.xdpbroker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The counters of a loop that is measured, in a file that both sides map: reading them costs the loop nothing. Two 64-bit words,
 * packets and bytes: {@code struct traffic} of c/bench.h, {@code loop.Counters}.
 */
final class CounterFile implements AutoCloseable {

    /** Where a file is memory alone, and no page of it is written back meanwhile. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final int BYTES = 2 * Long.BYTES;

    private final Path path;
    private final MappedByteBuffer counters;

    private CounterFile(Path path, MappedByteBuffer counters) {
        this.path = path;
        this.counters = counters;
        counters.order(ByteOrder.nativeOrder());
    }

    /** Any user may write it. */
    static CounterFile create() {
        try {
            Path path = Files.createTempFile(MEMORY, "xdp-broker-bench", ".counters");
            path.toFile().deleteOnExit(); // at ^C
            Files.write(path, new byte[BYTES]);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                return new CounterFile(path, file.map(FileChannel.MapMode.READ_ONLY, 0, BYTES));
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
        return counters.getLong(0);
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
