package org.xdpbroker.cli.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LockedMemoryTest {

    private static final List<String> NO_CAPABILITY = List.of("Name:\tqemu", "CapEff:\t0000000000000000");

    @Test
    void a_limit_below_32_mib_a_queue_is_told_with_how_it_is_raised() {
        assertThat(LockedMemory.shortage(limit("67108863"), NO_CAPABILITY, 4711, 2))
                .contains("process 4711")
                .contains("needs 65536 KiB for 2 queues")
                .contains("prlimit --pid 4711 --memlock=67108864");
    }

    @Test
    void a_limit_of_just_that_is_enough() {
        assertThat(LockedMemory.shortage(limit("67108864"), NO_CAPABILITY, 1, 2))
                .isEmpty();
    }

    @Test
    void no_limit_is_enough() {
        assertThat(LockedMemory.shortage(limit("unlimited"), NO_CAPABILITY, 1, 252))
                .isEmpty();
    }

    @Test
    void the_capability_to_lock_is_enough() {
        assertThat(LockedMemory.shortage(limit("0"), List.of("CapEff:\t0000000000004000"), 1, 1))
                .isEmpty();
        assertThat(LockedMemory.shortage(limit("0"), List.of("CapEff:\t000001ffffffbfff"), 1, 1))
                .isNotEmpty();
    }

    @Test
    void of_a_process_that_cannot_be_seen_nothing_is_said() {
        assertThat(LockedMemory.shortage(0, 252)).isEmpty();
    }

    private static List<String> limit(String soft) {
        return List.of(
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max open files            1024                 524288               files     ",
                String.format("%-25s %-20s %-20s bytes     ", "Max locked memory", soft, soft));
    }
}
