package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.Cli;

/** A receive, or a forward, that waits without end does end, with data, when it is closed, and with its lease. */
class SocketWaitIT extends ClientTests {

    SocketWaitIT() {
        super(1);
    }

    @Override
    void prepare() {
        bed.addLoop(1, 1500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data              | received 1",
                "close             | AsynchronousCloseException null open=false",
                "closelease        | LeaseEndedException the lease was closed by this program open=false",
                "revoke            | LeaseEndedException revoked by its owner: enough",
                "data packet       | received 1",
                "close packet      | AsynchronousCloseException null open=false",
                "closelease packet | LeaseEndedException the lease was closed by this program open=false",
                "revoke packet     | LeaseEndedException revoked by its owner: enough",
                "data forward      | received 1",
                "close forward     | AsynchronousCloseException null open=false",
                "revoke forward    | LeaseEndedException revoked by its owner: enough",
            })
    void a_wait_ends(String event, String end) {
        assertThat(client.tell("wait " + event)).isEqualTo(end);
    }

    @Test
    void a_wait_ends_when_the_interface_is_deleted() {
        CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> client.tell("wait deletion"));
        Cli.of(bed, broker).awaitActiveLeases(2);
        bed.near("ip", "link", "del", "loop1").orFail();
        assertThat(end.join()).startsWith("LeaseEndedException interface loop1 was deleted");
    }

    @Test
    void a_wait_ends_when_the_broker_is_killed() {
        CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> client.tell("wait outage"));
        Cli.of(bed, broker).awaitActiveLeases(2);
        broker.kill();
        assertThat(end.join()).isEqualTo("LeaseEndedException the broker went away");
    }

    @Test
    void a_second_thread_is_told_that_the_socket_is_in_use() {
        assertThat(client.tell("waittwice"))
                .isEqualTo("the socket of loop1 queue 0 is in use by another thread; the first: received 1");
    }

    @Test
    void a_receive_that_never_waits_ends_with_its_lease_too() {
        assertThat(client.tell("receiveon")).isEqualTo("LeaseEndedException revoked by its owner: enough");
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 128})
    void a_wait_for_room_makes_the_kernel_send_until_half_of_the_tx_ring_is_free(int budget) {
        assertThat(client.tell("waitforroom " + budget)).isEqualTo("true true, 128 came");
    }
}
