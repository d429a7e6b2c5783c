package org.xdpbroker.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xdpbroker.protocol.message.AttachMode;
import org.xdpbroker.protocol.message.Handover;

class LeaseTest {

    private final Lease lease = lease("a1", 1000, 7, 2, 3);

    @Test
    void is_granted_until_every_queue_is_bound() {
        assertThat(lease.state()).isEqualTo(LeaseState.GRANTED);
        lease.queueBound(3);
        assertThat(lease.state()).isEqualTo(LeaseState.GRANTED);
        assertThat(lease.unboundQueues()).containsExactly(2);
        lease.queueBound(2);
        assertThat(lease.state()).isEqualTo(LeaseState.ACTIVE);
        assertThat(lease.unboundQueues()).isEmpty();
    }

    @Test
    void a_queue_becomes_bound_once() {
        lease.queueBound(2);
        assertThatIllegalStateException().isThrownBy(() -> lease.queueBound(2)).withMessageContaining("queue 2");
    }

    @Test
    void a_queue_of_another_lease_cannot_become_bound() {
        assertThatIllegalStateException().isThrownBy(() -> lease.queueBound(0));
    }

    @Test
    void an_ended_lease_stays_ended() {
        lease.end("the client closed it");
        assertThat(lease.state()).isEqualTo(LeaseState.ENDED);
        assertThatIllegalStateException().isThrownBy(() -> lease.queueBound(2));
        assertThatIllegalStateException().isThrownBy(() -> lease.end("again")).withMessageContaining("closed it");
    }

    @Test
    void an_active_lease_ends_too() {
        lease.queueBound(2);
        lease.queueBound(3);
        lease.end("revoked");
        assertThat(lease.state()).isEqualTo(LeaseState.ENDED);
    }

    @Test
    void is_described_with_the_name_the_interface_has_now() {
        lease.renamed("lan0");
        assertThat(lease.describe().interfaceName()).isEqualTo("lan0");
        assertThat(lease.terms().interfaceName()).isEqualTo("eth0");
    }

    @Test
    void sockets_are_numbered_in_the_order_of_the_queues_in_the_reply_alone() {
        assertThat(lease.describeWithSockets().queues())
                .extracting("queue", "socketIndex")
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, 0), org.assertj.core.groups.Tuple.tuple(3, 1));
        assertThat(lease.describe().queues()).extracting("socketIndex").containsOnlyNulls();
    }

    static Lease lease(String id, int uid, int ifindex, Integer... queues) {
        return new Lease(
                id,
                new Terms(
                        uid,
                        4711,
                        "qemu",
                        "eth0",
                        ifindex,
                        List.of(queues),
                        AttachMode.NATIVE,
                        null,
                        Handover.UNBOUND,
                        "lab",
                        0),
                Instant.EPOCH);
    }
}
