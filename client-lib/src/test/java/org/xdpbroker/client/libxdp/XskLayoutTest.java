package org.xdpbroker.client.libxdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.FrameTable;
import org.xdpbroker.client.ring.RingMemory;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;

/** Offsets are those gcc gives for xdp/xsk.h on a 64-bit machine. */
class XskLayoutTest {

    @Test
    void theUmemConfigHasFiveNumbers() {
        Pointer config = XskConfig.umem(1, 2, 3, 4, true);
        assertThat(ints(config)).containsExactly(1, 2, 3, 4, 1);
    }

    @Test
    void theSocketConfigInhibitsTheProgramAndEndsInBindFlags() {
        Pointer config = XskConfig.socket(1, 2, 8);
        assertThat(ints(config)).startsWith(1, 2, 1, 0);
        assertThat(config.getShort(16)).isEqualTo((short) 8);
    }

    @Test
    void aRingIsFoundWhereItsStructurePoints() {
        Pointer mapped = Libc.allocate(320 + 4 * 8);
        Pointer struct = Libc.allocate(XskRing.BYTES);
        assertThat(XskRing.BYTES).isEqualTo(48);
        struct.putInt(12, 4);
        struct.putLong(16, mapped.address());
        struct.putLong(24, mapped.address() + 128);
        struct.putLong(32, mapped.address() + 320);
        struct.putLong(40, mapped.address() + 256);
        FillRing ring = new FillRing(XskRing.memory(struct, RingMemory.FRAME_ADDR_BYTES), FrameTable.NONE);
        ring.reserve(4);
        ring.frameAddr(3, 0x1234);
        ring.submit(4);
        assertThat(mapped.getInt(0)).isEqualTo(4);
        assertThat(mapped.getLong(320 + 3 * 8)).isEqualTo(0x1234);
        mapped.putInt(256, 1);
        assertThat(ring.needsWakeup()).isTrue();
        mapped.putInt(128, 2);
        assertThat(ring.free()).isEqualTo(2);
    }

    private static int[] ints(Pointer config) {
        int[] ints = new int[5];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = config.getInt((long) i * Integer.BYTES);
        }
        return ints;
    }
}
