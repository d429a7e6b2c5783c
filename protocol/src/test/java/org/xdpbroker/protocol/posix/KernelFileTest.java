package org.xdpbroker.protocol.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class KernelFileTest {

    @Test
    void reads_what_the_kernel_says_without_the_end_of_the_line() throws IOException {
        String said = Files.readString(Path.of("/proc/sys/kernel/ostype"));
        assertThat(KernelFile.read("/proc/sys/kernel/ostype"))
                .isEqualTo("Linux")
                .isNotEqualTo(said);
    }

    @Test
    void a_file_that_is_not_there_is_told_by_name_and_errno() {
        assertThatThrownBy(() -> KernelFile.read("/proc/self/nothing"))
                .isInstanceOfSatisfying(
                        SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining("open(/proc/self/nothing)");
        assertThat(KernelFile.exists("/proc/self/nothing")).isFalse();
        assertThat(KernelFile.exists("/proc/self/comm")).isTrue();
    }

    @Test
    void a_long_file_is_cut_and_none_leaves_a_descriptor_open() throws IOException {
        long before = descriptors();
        for (int i = 0; i < 64; i++) {
            assertThat(KernelFile.read("/proc/self/status")).hasSizeLessThanOrEqualTo(256);
        }
        assertThat(descriptors()).isLessThan(before + 64);
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
