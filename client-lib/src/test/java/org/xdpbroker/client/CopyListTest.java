package org.xdpbroker.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CopyListTest {

    private final ByteBuffer from = ByteBuffer.allocateDirect(200);
    private final ByteBuffer to = ByteBuffer.allocateDirect(200);

    @Test
    void growsToTheLargestBatch() {
        CopyList copies = new CopyList();
        copies.ensureRoom(200);
        for (int i = 0; i < 200; i++) {
            from.put(i, (byte) i);
            copies.set(i, i, 199 - i, 1);
        }
        copies.run(from, to, 200);
        assertThat(to.get(0)).isEqualTo((byte) 199);
        assertThat(to.get(199)).isZero();
    }

    @Test
    void whatAnEarlierBatchLeftIsNotCopied() {
        CopyList copies = new CopyList();
        copies.set(0, 0, 0, 2);
        copies.set(1, 2, 2, 2);
        from.putInt(0, -1);
        copies.run(from, to, 1);
        assertThat(to.getInt(0)).isEqualTo(0xffff0000);
    }
}
