package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;

/** What a client without privilege may ask for, and what it is told when it may not. */
class RequestIT extends ClientTests {

    RequestIT() {
        super(4);
    }

    @Test
    void the_client_has_no_capability_at_all() {
        assertThat(client.tell("capabilities")).isEqualTo("0000000000000000");
    }

    @Test
    void four_queues_bring_every_packet_that_is_sent() {
        Client far = Client.startFar(bed);
        client.tell("request all near0 4 0 auto");
        for (int queue = 0; queue < 4; queue++) {
            client.tell("open all " + queue);
        }
        // the far end cannot ask who has the address: its questions go to the client, too
        bed.far("ip", "neigh", "replace", NetworkBed.NEAR_ADDRESS, "lladdr", "02:00:00:00:00:01", "dev", NetworkBed.FAR)
                .orFail();
        far.tell("udp " + NetworkBed.NEAR_ADDRESS + " 4242 64");
        int[] received = new int[4];
        Waiting.until(() -> "all have come: " + Arrays.toString(received), () -> {
            for (int queue = 0; queue < 4; queue++) {
                received[queue] += client.count("receive all " + queue + " 64 10");
            }
            return Arrays.stream(received).sum() >= 64;
        });
        far.close();
        assertThat(Arrays.stream(received).filter(count -> count > 0).count())
                .as("queues")
                .isGreaterThan(1);
    }

    @Test
    void start_queue_chooses_the_queues() {
        client.tell("request upper near0 2 2 auto");
        assertThatThrownBy(() -> client.tell("open upper 1")).hasMessageContaining("has queues [2, 3], not 1");
        client.tell("open upper 2");
        client.tell("open upper 3");
        assertThat(client.tell("events upper 2")).isEqualTo("bound bound");
    }

    @Test
    void an_unknown_interface_is_named_in_the_refusal() {
        assertThatThrownBy(() -> client.tell("request x nothere0 1 0 auto"))
                .hasMessageContaining("org.xdpbroker.Broker.NoSuchInterface")
                .hasMessageContaining("nothere0");
    }

    @Test
    void queues_past_the_end_are_refused_with_how_many_there_are() {
        assertThatThrownBy(() -> client.tell("request x near0 2 3 auto"))
                .hasMessageContaining("org.xdpbroker.Broker.QueueOutOfRange")
                .hasMessageContaining("4 receive queues");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @Test
    void a_taken_queue_is_refused_with_who_has_it() {
        client.tell("request mine near0 2 0 auto");
        try (Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            assertThatThrownBy(() -> other.tell("request x near0 1 1 auto"))
                    .hasMessageContaining("org.xdpbroker.Broker.QueueBusy")
                    .hasMessageContaining("process " + client.pid())
                    .hasMessageContaining("user " + Client.UID);
        }
    }

    @Test
    void two_clients_share_an_interface_and_the_last_lease_detaches() {
        try (Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            client.tell("request mine near0 1 0 auto");
            int program = bed.programOn(NetworkBed.NEAR);
            other.tell("request theirs near0 3 1 auto");
            assertThat(bed.programOn(NetworkBed.NEAR)).isEqualTo(program).isNotZero();
            client.tell("open mine 0");
            other.tell("open theirs 2");
            client.tell("close mine");
            broker.awaitLog("lease-ended");
            assertThat(bed.programOn(NetworkBed.NEAR)).isEqualTo(program);
            assertThat(other.count("leases")).isEqualTo(1);
            other.tell("close theirs");
            Waiting.until("the program is detached", () -> bed.programOn(NetworkBed.NEAR) == 0);
        }
    }

    @Test
    void a_lease_that_was_closed_can_be_asked_for_again_at_once() {
        for (int i = 0; i < 20; i++) {
            client.tell("request again near0 4 0 auto");
            client.tell("open again 0");
            client.tell("close again");
        }
    }

    @Test
    void another_users_leases_are_not_to_be_seen() {
        client.tell("request mine near0 1 0 auto");
        try (Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            assertThat(other.count("leases")).isZero();
            assertThat(client.count("leases")).isEqualTo(1);
        }
    }
}
