package org.xdpbroker.cli.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xdpbroker.cli.memlock.LockedMemory;
import org.xdpbroker.protocol.posix.MemlockLimit;

class QemuLimitTest {

    @Test
    void a_limit_below_32_mib_a_queue_is_told_with_how_it_is_raised() {
        assertThat(QemuLimit.shortage(may(67108863, false), 4711, 2))
                .contains("process 4711")
                .contains("needs 64 MiB for 2 queues")
                .contains("prlimit --pid 4711 --memlock=67108864");
    }

    @Test
    void a_limit_of_just_that_is_enough() {
        assertThat(QemuLimit.shortage(may(67108864, false), 1, 2)).isEmpty();
    }

    @Test
    void no_limit_is_enough() {
        assertThat(QemuLimit.shortage(may(MemlockLimit.UNLIMITED, false), 1, 252))
                .isEmpty();
    }

    @Test
    void the_capability_to_lock_is_enough() {
        assertThat(QemuLimit.shortage(may(0, true), 1, 1)).isEmpty();
    }

    @Test
    void of_a_process_that_cannot_be_seen_nothing_is_said() {
        assertThat(QemuLimit.shortage(0, 252)).isEmpty();
    }

    private static LockedMemory may(long soft, boolean lifted) {
        return new LockedMemory(new MemlockLimit(soft, soft), lifted, true);
    }
}
