package org.xdpbroker.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.protocol.posix.Errno;

class KernelCheckTest {

    private static final Errno EAFNOSUPPORT = new Errno(97);
    private static final Errno ENOPROTOOPT = new Errno(92);

    @ParameterizedTest
    @CsvSource({
        "6.5.0-generic,false,by its version",
        "6.18.44,false,by its version",
        "7.0.0,false,by its version",
        "6.1.0-40-amd64,true,the broker has tried it"
    })
    void aKernelWithAllIsOk(String version, boolean brokerRuns, String because) {
        assertThat(KernelCheck.judge(facts(version, null, null, brokerRuns)))
                .containsExactly(Finding.ok(
                        "kernel",
                        "Linux " + version + ": AF_XDP sockets, held to their interface (" + because
                                + "), SO_PEERPIDFD"));
    }

    @Test
    void aKernelWithoutAfXdpIsAProblem() {
        assertThat(KernelCheck.judge(facts("6.12.0", EAFNOSUPPORT, null, false)))
                .singleElement()
                .satisfies(found -> assertThat(found.level()).isEqualTo(Level.PROBLEM))
                .satisfies(found -> assertThat(found.text()).contains("EAFNOSUPPORT", "CONFIG_XDP_SOCKETS"))
                .satisfies(found -> assertThat(found.mend()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({"6.4.16", "5.15.0", "unknown"})
    void whetherAnOlderOneHoldsSocketsToTheirInterfaceIsNotKnownBeforeABrokerRuns(String version) {
        assertThat(KernelCheck.judge(facts(version, null, null, false)))
                .singleElement()
                .satisfies(found -> assertThat(found.level()).isEqualTo(Level.NOTE))
                .satisfies(
                        found -> assertThat(found.text()).contains("may not hold an AF_XDP socket to its interface"));
    }

    @Test
    void withoutPeerPidfdsTheRestGoesOn() {
        assertThat(KernelCheck.judge(facts("6.1.0", null, ENOPROTOOPT, true)))
                .singleElement()
                .satisfies(found -> assertThat(found.level()).isEqualTo(Level.NOTE))
                .satisfies(found -> assertThat(found.text()).contains("ENOPROTOOPT", "polkit"));
    }

    private static KernelCheck.Facts facts(
            String version, @Nullable Errno noXdp, @Nullable Errno noPeerPidfd, boolean brokerRuns) {
        return new KernelCheck.Facts(version, noXdp, noPeerPidfd, brokerRuns);
    }
}
