package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningBroker;

/** A queue goes to its client only once its socket is seen bound to exactly that queue; until then the host has it. */
class BindIT extends ClientTests {

    BindIT() {
        super(2);
    }

    @Override
    void prepare() {
        // all of the far end's packets arrive on queue 0
        bed.far("ethtool", "-L", NetworkBed.FAR, "rx", "2", "tx", "1").orFail();
    }

    @Test
    void the_host_has_the_packets_until_the_bind_and_again_after_the_end() {
        client.tell("request l near0 1 0 auto");
        assertThat(bed.hostAnswers()).isTrue();
        client.tell("open l 0");
        assertThat(bed.hostAnswers()).isFalse();
        client.tell("close l");
        broker.awaitLog("lease-ended");
        assertThat(bed.hostAnswers()).isTrue();
    }

    @Test
    void the_packets_of_a_queue_that_is_not_leased_stay_with_the_host() {
        client.tell("request l near0 1 1 auto");
        client.tell("open l 1");
        assertThat(bed.hostAnswers()).isTrue();
        assertThat(client.count("receive l 1 1 300")).isZero();
    }

    @Test
    void a_client_that_never_activates_is_found_by_looking() {
        client.tell("request l near0 1 0 auto");
        client.tell("bind l 0");
        broker.awaitLog("queue-bound");
        bed.far("ping", "-c", "2", "-i", "0.2", "-W", "1", NetworkBed.NEAR_ADDRESS);
        assertThat(client.count("receive l 0 1 60000")).isEqualTo(1);
    }

    @Test
    void activate_before_the_bind_is_refused_and_the_lease_goes_on() {
        client.tell("request l near0 1 0 auto");
        assertThatThrownBy(() -> client.tell("activate l")).hasMessageContaining("org.xdpbroker.Broker.NotBound");
        client.tell("open l 0");
        assertThat(client.tell("events l 1")).isEqualTo("bound");
    }

    @Test
    void a_socket_cannot_be_bound_to_another_interface() {
        bed.near("ip", "link", "add", "other0", "type", "veth", "peer", "name", "other1")
                .orFail();
        bed.near("ip", "link", "set", "other0", "up").orFail();
        client.tell("request l near0 1 0 auto");
        assertThatThrownBy(() -> client.tell("bindto l 0 other0 0")).hasMessageContaining("EINVAL");
    }

    @Test
    void another_queue_than_the_granted_one_never_receives_and_ends_the_lease() {
        client.tell("request l near0 1 1 auto");
        client.tell("bindto l 1 near0 0");
        assertThat(client.tell("awaitend l")).contains("bound to queue 0");
        assertThat(bed.hostAnswers()).isTrue();
        assertThat(client.count("receive l 1 1 300")).isZero();
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @Test
    void activating_a_socket_that_is_bound_elsewhere_is_an_error_that_names_both_queues() {
        client.tell("request l near0 1 1 auto");
        broker.pause(); // so that Activate is there before the broker looks by itself
        client.tell("bindto l 1 near0 0");
        broker.resumeAfterMillis(10_000);
        assertThatThrownBy(() -> client.tell("activate l"))
                .hasMessageContaining("org.xdpbroker.Broker.BoundElsewhere")
                .hasMessageContaining("socket of queue 1 was bound to queue 0");
    }

    @Test
    void a_lease_that_is_not_bound_in_time_ends_and_says_so() {
        client.close();
        broker.close();
        broker = RunningBroker.start(bed, RunningBroker.ALLOW_ALL, "--bind-deadline", "5");
        client = Client.start(bed, broker);
        client.tell("request l near0 2 0 auto");
        client.tell("bind l 0");
        assertThat(client.tell("awaitend l")).contains("queue 1 was not bound within the bind deadline of 5000 ms");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        assertThat(bed.hostAnswers()).isTrue();
    }
}
