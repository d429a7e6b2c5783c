package org.xdpbroker.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.xdpbroker.broker.lease.LeaseTest.lease;

import org.junit.jupiter.api.Test;

class LeaseTableTest {

    private static final int ALICE = 1000;
    private static final int BOB = 1001;
    private static final int ETH0 = 7;
    private static final int ETH1 = 8;

    private final LeaseTable table = new LeaseTable();

    @Test
    void a_queue_has_one_holder_an_interface() {
        Lease first = lease("a", ALICE, ETH0, 0, 1);
        table.add(first);
        assertThat(table.holderOf(ETH0, 1)).isSameAs(first);
        assertThat(table.holderOf(ETH0, 2)).isNull();
        assertThat(table.holderOf(ETH1, 1)).isNull();
    }

    @Test
    void a_lease_whose_queue_is_taken_is_not_added_at_all() {
        table.add(lease("a", ALICE, ETH0, 1));
        assertThatIllegalStateException().isThrownBy(() -> table.add(lease("b", BOB, ETH0, 0, 1)));
        assertThat(table.holderOf(ETH0, 0)).isNull();
        assertThat(table.all()).hasSize(1);
    }

    @Test
    void an_id_is_given_once() {
        table.add(lease("a", ALICE, ETH0, 0));
        assertThatIllegalStateException().isThrownBy(() -> table.add(lease("a", ALICE, ETH0, 1)));
        assertThat(table.hasId("a")).isTrue();
    }

    @Test
    void removing_frees_the_queues_and_only_them() {
        Lease first = lease("a", ALICE, ETH0, 0);
        table.add(first);
        table.add(lease("b", ALICE, ETH0, 1));
        table.remove(first);
        table.remove(first);
        assertThat(table.holderOf(ETH0, 0)).isNull();
        assertThat(table.holderOf(ETH0, 1)).isNotNull();
        table.add(lease("c", BOB, ETH0, 0));
    }

    @Test
    void another_users_lease_is_not_found() {
        table.add(lease("a", ALICE, ETH0, 0));
        assertThat(table.find("a", ALICE)).isNotNull();
        assertThat(table.find("a", BOB)).isNull();
        assertThat(table.find("b", ALICE)).isNull();
    }

    @Test
    void queues_held_are_counted_by_user_and_rule() {
        table.add(lease("a", ALICE, ETH0, 0, 1));
        table.add(lease("b", ALICE, ETH1, 0));
        table.add(lease("c", BOB, ETH1, 1));
        assertThat(table.queuesHeld(ALICE, "lab")).isEqualTo(3);
        assertThat(table.queuesHeld(ALICE, "other")).isZero();
        assertThat(table.queuesHeld(BOB, "lab")).isEqualTo(1);
        assertThat(table.onInterface(ETH1)).hasSize(2);
    }
}
