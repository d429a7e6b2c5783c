package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;

/** A packet that is sent brings with it what is to be done to it. */
class TxMetadataIT extends BrokerTests {

    private static final String PORT = "4001";

    TxMetadataIT() {
        super(1);
    }

    @ParameterizedTest
    @CsvSource({"native,true,1", "native,false,0", "skb,true,1", "skb,false,0"})
    void a_checksum_is_completed_if_and_only_if_that_is_asked_for(String mode, boolean asked, String received) {
        try (Client client = Client.start(bed, broker);
                Client far = Client.startFar(bed)) {
            CompletableFuture<String> listening = CompletableFuture.supplyAsync(() -> far.tell("udplisten " + PORT));
            Waiting.until(
                    "the far end listens", () -> bed.far("ss", "-Hlun").out().contains(":" + PORT));
            client.tell("request L near0 1 0 " + mode);
            assertThat(client.tell("csumudp L 0 " + NetworkBed.FAR_ADDRESS + " " + PORT + " " + asked))
                    .as("invalid packets")
                    .isEqualTo("0");
            assertThat(listening.join()).isEqualTo(received);
        }
    }
}
