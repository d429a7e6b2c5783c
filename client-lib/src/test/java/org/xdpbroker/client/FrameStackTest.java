package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xdpbroker.client.ring.FrameTable;

class FrameStackTest {

    private final FrameStack frames = FrameStack.full(new FrameTable(2048, 4));

    @Test
    void itHoldsEveryFrameOnceAtFirst() {
        Set<Long> seen = new HashSet<>();
        assertThat(frames.size()).isEqualTo(4);
        while (frames.size() > 0) {
            seen.add(frames.pop());
        }
        assertThat(seen).containsExactlyInAnyOrder(0L, 2048L, 4096L, 6144L);
    }

    @Test
    void theFrameFreedLastIsTakenFirst() {
        long first = frames.pop();
        long second = frames.pop();
        frames.push(first);
        frames.push(second);
        assertThat(frames.pop()).isEqualTo(second);
        assertThat(frames.pop()).isEqualTo(first);
    }

    @Test
    void anAddressWithinAFrameFreesTheFrame() {
        long frame = frames.pop();
        frames.push(frame + 256);
        assertThat(frames.pop()).isEqualTo(frame);
    }

    @Test
    void takingFromNoneAndFreeingTooManyFail() {
        assertThatThrownBy(() -> frames.push(0)).isInstanceOf(IllegalStateException.class);
        for (int i = 0; i < 4; i++) {
            frames.pop();
        }
        assertThatThrownBy(frames::pop).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsSplitOffIsNotHereAnyMore() {
        FrameStack other = frames.split(3);
        assertThat(frames.size()).isEqualTo(1);
        assertThat(other.size()).isEqualTo(3);
        Set<Long> seen = new HashSet<>();
        seen.add(frames.pop());
        while (other.size() > 0) {
            seen.add(other.pop());
        }
        assertThat(seen).hasSize(4);
        assertThatThrownBy(() -> frames.split(1)).hasMessage("cannot split off 1 frames of 0");
    }

    @Test
    void aFrameFreedTwiceIsAnErrorInCheckedMode() {
        long frame = frames.pop();
        frames.pop();
        frames.push(frame);
        assertThatThrownBy(() -> frames.push(frame)).hasMessageContaining("it is free");
    }
}
