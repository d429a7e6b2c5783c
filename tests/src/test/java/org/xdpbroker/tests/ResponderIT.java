package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningExample;

/** The main job: a program without privilege answers ping and UDP of an ordinary network stack. */
class ResponderIT extends BrokerTests {

    private static final String RESPONDER_ADDRESS = "10.77.0.77";

    ResponderIT() {
        super(4);
    }

    @ParameterizedTest
    @CsvSource({"native,1", "native,4", "skb,1", "skb,4"})
    void ping_and_udp_are_answered_without_loss(String mode, int queues) {
        if (queues == 1) {
            bed.far("ethtool", "-L", NetworkBed.FAR, "rx", "4", "tx", "1").orFail();
        }
        try (RunningExample responder = RunningExample.start(
                        bed,
                        broker,
                        "Responder",
                        "--queues",
                        String.valueOf(queues),
                        "--mode",
                        mode,
                        "--ip",
                        RESPONDER_ADDRESS,
                        NetworkBed.NEAR);
                Client far = Client.startFar(bed)) {
            assertThat(responder.awaitOutput("ready ")).contains("mode=" + mode);
            assertThat(bed.answeredPings(RESPONDER_ADDRESS, 50)).isEqualTo(50);
            assertThat(far.count("udpecho " + RESPONDER_ADDRESS + " 7 100")).isEqualTo(100);
            assertThat(responder.stop()).contains("icmp=").contains("udp=");
        }
        assertThat(broker.awaitLog("lease-ended")).contains("the client closed it");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }
}
