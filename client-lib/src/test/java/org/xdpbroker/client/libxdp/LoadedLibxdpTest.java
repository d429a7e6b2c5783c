package org.xdpbroker.client.libxdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadedLibxdpTest {

    @Test
    void aLibraryThatIsNotThereIsToldWithWhatToInstall() {
        assertThat(LoadedLibxdp.problem("/nonexistent/libxdp.so.1"))
                .startsWith("/nonexistent/libxdp.so.1 cannot be loaded")
                .contains("Install libxdp 1.4 or later")
                .contains("-Dorg.xdpbroker.libxdp=");
    }

    @Test
    void aLibraryWithoutTheNewestFunctionIsTooOld() {
        assertThat(LoadedLibxdp.problem("libc.so.6"))
                .startsWith("libc.so.6 is too old: it has no xsk_umem__create_with_fd");
    }
}
