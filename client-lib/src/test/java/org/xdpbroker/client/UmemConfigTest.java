package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UmemConfigTest {

    @Test
    void theDefaultIsHalfOfTheLockedMemoryAUserHas() {
        assertThat(UmemConfig.DEFAULT.bytes()).isEqualTo(4 * 1024 * 1024);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -2048, 1024, 2047, 3000, 131072, Integer.MIN_VALUE})
    void aFrameSizeTheKernelRefusesIsRefused(int frameSize) {
        assertThatThrownBy(() -> new UmemConfig(frameSize, 16, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frameSize is " + frameSize);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1 << 20, Integer.MAX_VALUE})
    void aFrameCountThatIsNoneOrTooManyIsRefused(int frameCount) {
        assertThatThrownBy(() -> new UmemConfig(2048, frameCount, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frameCount is " + frameCount)
                .hasMessageContaining("1 to 1048575");
    }

    @Test
    void headroomLeavesAByteBesideTheKernelsOwn() {
        assertThat(new UmemConfig(2048, 16, 1791).headroom()).isEqualTo(1791);
        assertThatThrownBy(() -> new UmemConfig(2048, 16, 1792)).hasMessageContaining("0 to 1791");
        assertThatThrownBy(() -> new UmemConfig(2048, 16, -1)).hasMessageContaining("headroom is -1");
    }

    @Test
    void partsAreChangedOneByOne() {
        assertThat(UmemConfig.DEFAULT.withFrameSize(4096).withFrameCount(16).withHeadroom(64))
                .isEqualTo(new UmemConfig(4096, 16, 64));
    }
}
