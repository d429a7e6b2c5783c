package org.xdpbroker.bench.loop;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a loop counts: one thread writes, others read, as does the bench, which maps the same file. Two 64-bit words, packets and
 * bytes, as in c/bench.h. Nothing here allocates once it is made.
 */
final class Counters {

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int PACKETS = 0;
    private static final int BYTES = Long.BYTES;

    private final ByteBuffer words;
    private long packets;
    private long bytes;

    private Counters(ByteBuffer words) {
        this.words = words;
    }

    /** @param file is there and as long as the counters are */
    static Counters in(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Counters(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES + Long.BYTES));
        }
    }

    /** A batch of packets. */
    void add(int count, long length) {
        packets += count;
        bytes += length;
        WORD.setOpaque(words, PACKETS, packets);
        WORD.setOpaque(words, BYTES, bytes);
    }

    String json() {
        return ",\"packets\":" + (long) WORD.getOpaque(words, PACKETS) + ",\"bytes\":"
                + (long) WORD.getOpaque(words, BYTES);
    }
}
