package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program's mistakes, and its threads' bad moments, do no harm beyond themselves. */
class MishapIT extends SharedClientTests {

    MishapIT() {
        super(1);
    }

    @Override
    void prepare() {
        bed.addLoop(2, 1500);
        // so that one end can receive in a thread of the kernel's
        bed.near("ethtool", "-K", "loop0", "tso", "off", "gso", "off", "tx", "off")
                .orFail();
        bed.near("ethtool", "-K", "loop1", "gro", "on").orFail();
    }

    @Test
    void the_socket_of_a_bound_queue_can_be_neither_taken_nor_bound_again() {
        assertThat(client.tell("mishap takebound"))
                .isEqualTo("[IllegalStateException: the socket of queue 0 was bound or taken before,"
                        + " IllegalStateException: the socket of queue 1 was bound or taken before]");
    }

    @Test
    void a_lease_closed_during_a_send_does_not_close_the_descriptor_that_sends() {
        assertThat(client.tell("mishap closelease")).isEqualTo("sent 1 open=false intruded=false");
    }

    @Test
    void filling_and_reclaiming_end_when_another_thread_closes() {
        assertThat(client.tell("mishap fillclose 50"))
                .isEqualTo("[IllegalStateException: the socket of loop0 queue 0 is closed] with lease [1]");
    }

    @Test
    void what_was_written_before_a_writer_throws_is_sent() {
        assertThat(client.tell("mishap writerthrows")).isEqualTo("IllegalStateException: enough; 2 came");
    }

    @Test
    void what_was_decided_before_an_editor_throws_is_sent() {
        assertThat(client.tell("mishap editorthrows")).isEqualTo("IllegalStateException: enough; 2 came back");
    }

    @Test
    void a_packet_that_the_device_drops_does_not_hold_up_those_behind_it() {
        assertThat(client.tell("mishap oversized 1900")).isEqualTo("9 came");
    }

    @Test
    void a_pool_can_be_closed_while_threads_wait_in_its_sockets() {
        assertThat(client.tell("mishap poolclose"))
                .isEqualTo("[AsynchronousCloseException null, AsynchronousCloseException null]");
    }

    @Test
    void a_wait_for_any_queue_ends_without_a_packet_when_its_socket_is_closed() {
        assertThat(client.tell("mishap closeleasewait")).isEqualTo("received 0");
    }

    @Test
    void a_pool_that_has_something_left_to_send_waits_no_longer_when_it_is_closed() {
        CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> client.tell("mishap closeleftover"));
        cli.awaitActiveLeases(1);
        bed.near("ip", "link", "set", "loop0", "down").orFail();
        try {
            assertThat(end.join()).isEqualTo("received 0");
        } finally {
            bed.near("ip", "link", "set", "loop0", "up").orFail();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"receive", "awaitReadable", "pool"})
    void what_the_kernel_had_no_room_for_is_sent_while_waiting(String how) {
        assertThat(client.tell("mishap fewcompletions" + how)).isEqualTo("200 came");
    }

    @Test
    void room_on_the_tx_ring_comes_though_all_completions_are_still_to_be_taken() {
        assertThat(client.tell("mishap fewcompletionsawaitWritable")).isEqualTo("true");
    }

    @Test
    void a_queue_whose_packets_a_handler_always_refuses_does_not_keep_a_pool_from_the_others() {
        assertThat(client.tell("mishap refusing")).isEqualTo("1 came");
    }

    @Test
    void packet_memory_whose_first_interface_is_gone_can_be_shared_further() {
        bed.near("ip", "link", "add", "gone0", "type", "veth", "peer", "name", "gone1")
                .orFail();
        bed.near("ip", "link", "set", "gone0", "up").orFail();
        try {
            CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> client.tell("mishap sharerdeleted"));
            cli.awaitActiveLeases(2);
            bed.near("ip", "link", "del", "gone0").orFail();
            assertThat(end.join()).isEqualTo("bound beside true true true");
        } finally {
            bed.near("ip", "link", "del", "gone0");
        }
    }

    @Test
    void a_forwarder_whose_frames_come_back_late_goes_on() {
        try {
            bed.near("sh", "-c", "echo 1 >/sys/class/net/loop1/threaded").orFail();
            assertThat(client.tell("mishap late 300"))
                    .isEqualTo("all came back; LeaseEndedException revoked by its owner: enough");
        } finally {
            bed.near("sh", "-c", "echo 0 >/sys/class/net/loop1/threaded");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void where_the_rings_find_no_room_the_socket_is_gone_and_the_next_bind_says_so(int direct) {
        assertThat(client.tell("mishap noroomforrings " + direct))
                .isEqualTo("true; IllegalStateException: the socket of queue 0 was bound or taken before");
    }

    @Test
    void a_queue_is_not_opened_where_no_frame_could_receive() {
        assertThat(client.tell("mishap nofreeframe"))
                .isEqualTo(
                        "IllegalStateException: no frame is free for queue 0 of loop0 to receive into; one that only sends is"
                                + " for bind and activate");
    }
}
