package org.xdpbroker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

class CounterFileTest {

    @Test
    void what_a_loop_writes_is_seen_at_once() throws IOException {
        try (CounterFile counters = CounterFile.create()) {
            assertThat(counters.packets()).isZero();
            try (FileChannel file = FileChannel.open(path(counters), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(0, 42));
            }
            assertThat(counters.packets()).isEqualTo(42);
        }
    }

    @Test
    void nothing_is_left_of_it() {
        CounterFile counters = CounterFile.create();
        counters.close();
        assertThat(path(counters)).doesNotExist();
    }

    private static Path path(CounterFile counters) {
        return Path.of(counters.option().substring("--counters=".length()));
    }
}
