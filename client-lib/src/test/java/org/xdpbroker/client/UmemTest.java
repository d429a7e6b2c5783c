package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class UmemTest {

    private static final UmemConfig CONFIG = new UmemConfig(2048, 8, 0);

    @Test
    void theBufferIsAllOfTheMemoryZeroedAndWritable() throws IOException {
        try (Umem umem = Umem.create(CONFIG)) {
            assertThat(umem.buffer().isDirect()).isTrue();
            assertThat(umem.buffer().capacity()).isEqualTo(16384);
            assertThat(umem.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
            assertThat(umem.buffer().getLong(16376)).isZero();
            umem.buffer().putLong(16376, 42);
            assertThat(umem.buffer().getLong(16376)).isEqualTo(42);
            assertThat(umem.frames().size()).isEqualTo(8);
        }
    }

    @Test
    void itIsPageAligned() throws IOException {
        try (Umem umem = Umem.create(CONFIG)) {
            assertThat(umem.address() % 4096).isZero();
        }
    }

    @Test
    void itCannotBeClosedWhileASocketUsesIt() throws IOException {
        Umem umem = Umem.create(CONFIG);
        umem.retain();
        assertThatThrownBy(umem::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use");
        umem.release();
        umem.close();
        umem.close();
        assertThatThrownBy(umem::retain).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBufferUsedTooLateReadsZerosAndCrashesNothing() throws IOException {
        Umem umem = Umem.create(CONFIG);
        umem.buffer().putLong(0, 42);
        umem.close();
        assertThat(umem.buffer().getLong(0)).isZero();
    }

    @Test
    void aFrameLargerThanAPageIsRefused() {
        assertThatThrownBy(() -> Umem.create(CONFIG.withFrameSize(65536).withFrameCount(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within a page");
    }
}
