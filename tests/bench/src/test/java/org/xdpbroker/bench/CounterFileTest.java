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
        try (CounterFile counters = CounterFile.ofLoop()) {
            assertThat(counters.packets()).isZero();
            try (FileChannel file = FileChannel.open(path(counters), StandardOpenOption.WRITE)) {
                file.write(word(42));
            }
            assertThat(counters.packets()).isEqualTo(42);
            assertThat(counters.latencies().count()).isZero();
        }
    }

    @Test
    void latencies_of_a_generator_stand_behind_its_packets_and_bytes() throws IOException {
        try (CounterFile counters = CounterFile.ofLatencies()) {
            try (FileChannel file = FileChannel.open(path(counters), StandardOpenOption.WRITE)) {
                file.write(word(3), (2 + 10) * Long.BYTES);
            }
            assertThat(counters.latencies().count()).isEqualTo(3);
            assertThat(counters.latencies().percentile(1)).isEqualTo(10);
        }
    }

    @Test
    void nothing_is_left_of_it() {
        CounterFile counters = CounterFile.ofLoop();
        counters.close();
        assertThat(path(counters)).doesNotExist();
    }

    private static ByteBuffer word(long value) {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, value);
    }

    private static Path path(CounterFile counters) {
        return Path.of(counters.option().substring("--counters=".length()));
    }
}
