package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.HugePages;
import org.xdpbroker.tests.bed.Kernel;
import org.xdpbroker.tests.bed.RunningBroker;

/**
 * Packets between the two ends of a veth pair, through sockets that the broker passed to a process without privilege, in checked
 * mode: a frame that anyone uses twice fails the test, and so does one that is lost where all packets come.
 */
class DataPathIT extends SharedClientTests {

    private static final String POLICY = RunningBroker.ALLOW_ALL + "busy-poll = true\n";

    DataPathIT() {
        super(1);
    }

    @Override
    void prepare() {
        bed.addLoop(2, 1500);
    }

    @Override
    RunningBroker newBroker() {
        return RunningBroker.start(bed, POLICY);
    }

    @AfterEach
    void makePacketsAsLargeAsBefore() {
        bed.setLoopMtu(1500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void a_million_packets_come_in_order_and_unchanged(String mode) {
        assertThat(client.tell("datapath order " + mode + " 1000000 64")).isEqualTo("passed");
    }

    @ParameterizedTest
    @CsvSource({"native,1,60", "native,1,1514", "skb,1,60", "skb,1,1514", "native,5000,1514", "skb,5000,1514"})
    void one_packet_comes_and_so_do_many_of_the_largest(String mode, int count, int length) {
        assertThat(client.tell("datapath order " + mode + " " + count + " " + length))
                .isEqualTo("passed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void both_ends_send_and_receive_at_once(String mode) {
        assertThat(client.tell("datapath bidirectional " + mode + " 20000")).isEqualTo("passed");
    }

    @ParameterizedTest
    @CsvSource({"native,2048,1514", "native,4096,3014", "skb,2048,1514", "skb,4096,3014"})
    void a_packet_fills_frames_of_2048_and_4096_bytes(String mode, int frameSize, int length) {
        bed.setLoopMtu(3000);
        assertThat(client.tell("datapath framesize " + mode + " " + frameSize + " " + length))
                .isEqualTo("passed");
    }

    @ParameterizedTest
    @CsvSource({"native,0,256", "native,128,384", "native,1000,1256", "skb,0,256", "skb,128,384"})
    void headroom_is_left_before_a_packet(String mode, int headroom, int offset) {
        assertThat(client.count("datapath headroom " + mode + " " + headroom)).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({"native,2048", "native,3000", "native,2500", "skb,2048", "skb,3000"})
    void unaligned_frames_of_any_size_pass(String mode, int frameSize) {
        assertThat(client.tell("datapath unaligned " + mode + " " + frameSize)).isEqualTo("passed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void an_unaligned_packet_may_cross_the_border_of_two_frames(String mode) {
        assertThat(client.count("datapath acrossframes " + mode)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void a_full_rx_ring_keeps_what_it_has_and_the_rest_is_counted(String mode) {
        assertThat(client.tell("datapath fullrx " + mode)).isEqualTo("64 36");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void a_full_tx_ring_takes_no_more_and_all_of_it_is_sent(String mode) {
        assertThat(client.tell("datapath fulltx " + mode)).isEqualTo("128 0 0 128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void with_an_empty_fill_ring_packets_are_counted_and_come_again_when_it_is_filled(String mode) {
        assertThat(client.tell("datapath emptyfill " + mode)).isEqualTo("0 came, 50 were counted true, 50 came again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void invalid_packets_are_counted_and_the_others_are_sent(String mode) {
        assertThat(client.tell("datapath invalidtx " + mode)).isEqualTo("2 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void invalid_fill_entries_are_passed_over_and_the_others_are_used(String mode) {
        try (Client unchecked = Client.start(bed, broker)) {
            unchecked.tell("unchecked");
            assertThat(unchecked.count("datapath invalidfill " + mode)).isEqualTo(20);
        }
    }

    @Test
    void in_checked_mode_an_invalid_fill_entry_does_not_reach_the_kernel() {
        assertThatThrownBy(() -> client.tell("datapath invalidfill native"))
                .hasMessageContaining("cannot put on the fill ring frame address 1048576");
    }

    @ParameterizedTest
    @CsvSource({"native,9014", "skb,9014", "native,5000"})
    void packets_of_several_frames_pass_with_multi_buffer(String mode, int longest) {
        bed.setLoopMtu(9000);
        assertThat(client.tell("datapath multibuffer " + mode + " " + longest)).isEqualTo("passed");
    }

    @ParameterizedTest
    @CsvSource({"native,2", "native,1", "skb,1"}) // in skb mode a veth does not tell on which queue a packet came
    void queues_of_two_interfaces_share_one_memory_and_forward_in_place(String mode, int queues) {
        assertThat(client.tell("datapath shared " + mode + " " + queues + " 20000"))
                .isEqualTo("passed with 1 umem");
    }

    @Test
    void a_thread_a_queue_shares_one_memory() {
        assertThat(client.tell("datapath threads native 20000")).isEqualTo("passed passed");
    }

    @Test // in skb mode a veth does not tell on which queue a packet came
    void a_pool_waits_for_and_receives_from_any_of_its_queues_and_from_each_in_turn() {
        assertThat(client.tell("datapath pool native")).isEqualTo("false 0, true 2, true 2, true 4, true 2, false 0");
    }

    @Test
    void five_hundred_times_bound_and_given_back_no_frame_is_lost() {
        assertThat(client.tell("datapath rebind native 500")).isEqualTo("passed");
    }

    @ParameterizedTest
    @CsvSource({"native,500", "skb,100"})
    void sockets_of_one_memory_are_bound_and_given_back_again_and_again_and_leave_nothing(String mode, int times) {
        assertThat(client.tell("datapath rebindboth " + mode + " " + times)).isEqualTo("passed");
    }

    @ParameterizedTest // what it was bound with makes a difference only where nothing is copied
    @CsvSource({"native,needwakeup", "native,nowakeup", "skb,needwakeup", "skb,nowakeup"})
    void packets_pass_with_and_without_need_wakeup_and_a_veth_asks_for_it_to_send_but_not_to_fill(
            String mode, String name) {
        assertThat(client.tell("datapath " + name + " " + mode)).isEqualTo("true false");
    }

    @ParameterizedTest
    @CsvSource({"native,128,0", "native,0,96", "skb,128,0", "skb,0,96"})
    void one_wakeup_sends_as_many_packets_as_the_tx_budget_says(String mode, int budget, int left) {
        Kernel.needs(6, 17);
        assertThat(client.count("datapath txbudget " + mode + " " + budget)).isEqualTo(left);
    }

    @Test
    void a_busy_polling_socket_says_so_and_receives() {
        assertThat(client.tell("datapath busypoll native")).isEqualTo("false true, prefers 1, for 50 us");
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "skb"})
    void a_veth_copies_and_says_so(String mode) {
        assertThat(client.tell("datapath copymode " + mode)).isEqualTo("false");
        assertThat(client.tell("datapath copy " + mode)).isEqualTo("passed");
    }

    @ParameterizedTest
    @CsvSource({"native,0", "native,1", "skb,0", "skb,1"})
    void where_zero_copy_is_demanded_a_veth_is_refused_with_what_to_do(String mode, int direct) {
        assertThatThrownBy(() -> client.tell("datapath zerocopy " + mode + " " + direct))
                .hasMessageContaining("cannot bind the socket to loop0 queue 0")
                .hasMessageContaining("Its driver has no zero-copy: use CopyMode.AUTO or COPY.");
    }

    @Test
    void huge_pages_are_used() {
        try (HugePages pages = HugePages.setAside(2)) {
            assertThat(client.tell("datapath hugepages native"))
                    .as("with %d free huge pages", pages.free())
                    .isEqualTo("passed");
        }
    }

    @Test
    void where_no_huge_page_is_free_that_is_told_with_what_to_do() {
        assertThatThrownBy(() -> client.tell("datapath hugepages native"))
                .hasMessageContaining("sysctl -w vm.nr_hugepages=");
    }
}
