package org.xdpbroker.client.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingMemoryTest {

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1024).alignedSlice(64);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 2047, RingMemory.MAX_SIZE * 2, Integer.MIN_VALUE})
    void aSizeThatIsNoPowerOfTwoInRangeIsRefused(int size) {
        assertThatThrownBy(() -> new RingMemory(buffer, 0, 64, 128, 192, size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("power of two");
    }

    @Test
    void misalignedWordsAndMemoryOfTheHeapAreRefused() {
        assertThatThrownBy(() -> new RingMemory(buffer, 2, 64, 128, 192, 8)).hasMessageContaining("aligned");
        assertThatThrownBy(() -> new RingMemory(buffer, 0, 64, 128, 196, 8)).hasMessageContaining("aligned");
        assertThatThrownBy(() -> new RingMemory(ByteBuffer.allocate(1024), 0, 64, 128, 192, 8))
                .hasMessageContaining("direct");
    }

    @Test
    void entriesThatDoNotFitAreRefused() {
        RingMemory memory = new RingMemory(buffer, 0, 64, 128, 192, 64);
        assertThat(new FillRing(memory, FrameTable.NONE).size()).isEqualTo(64);
        assertThatThrownBy(() -> new RxRing(memory, FrameTable.NONE)).hasMessageContaining("do not fit");
    }

    @Test
    void positionLimitAndByteOrderOfTheBufferDoNotMatter() {
        RingMemory memory =
                new RingMemory(buffer.position(8).limit(16).order(ByteOrder.BIG_ENDIAN), 0, 64, 128, 192, 8);
        assertThat(memory.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(new FillRing(memory, FrameTable.NONE).reserve(8)).isEqualTo(8);
    }
}
