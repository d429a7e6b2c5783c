package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.BpfObjects;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;

/** How leases end, and that nothing is left when they have. */
class LifetimeIT extends ClientTests {

    private static final int MANY = 1000;

    LifetimeIT() {
        super(1);
    }

    @Test
    void kill_9_of_the_client_gives_the_queue_back_to_the_host() {
        client.tell("request l near0 1 0 auto");
        client.tell("open l 0");
        assertThat(bed.hostAnswers()).isFalse();
        client.kill();
        assertThat(broker.awaitLog("lease-ended")).contains("the client closed it");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        assertThat(bed.hostAnswers()).isTrue();
        try (Client next = Client.start(bed, broker, Client.OTHER_UID)) {
            next.tell("request l near0 1 0 auto");
            next.tell("open l 0");
        }
    }

    @Test
    void kill_9_of_a_client_that_had_not_bound_leaves_nothing_either() {
        client.tell("request l near0 1 0 auto");
        client.kill();
        broker.awaitLog("lease-ended");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @Test
    void kill_9_of_the_broker_detaches_and_tells_the_client() {
        client.tell("request l near0 1 0 auto");
        client.tell("open l 0");
        broker.kill();
        Waiting.until("the program is detached", () -> bed.programOn(NetworkBed.NEAR) == 0);
        assertThat(client.tell("awaitend l")).contains("broker");
        assertThat(bed.hostAnswers()).isTrue();
    }

    @Test
    void a_stopping_broker_ends_its_leases_and_exits_with_0() {
        client.tell("request l near0 1 0 auto");
        client.tell("open l 0");
        assertThat(broker.stop()).isZero();
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        assertThat(client.tell("awaitend l")).isEqualTo("the broker stops");
    }

    @Test
    void an_interface_that_is_deleted_ends_its_leases() {
        client.tell("request l near0 1 0 auto");
        client.tell("open l 0");
        bed.near("ip", "link", "del", NetworkBed.NEAR).orFail();
        assertThat(client.tell("awaitend l")).contains("near0 was deleted");
    }

    @Test
    void an_interface_that_moves_to_another_namespace_ends_its_leases() {
        client.tell("request l near0 1 0 auto");
        bed.near("ip", "link", "set", NetworkBed.NEAR, "netns", bed.farNamespace())
                .orFail();
        assertThat(client.tell("awaitend l")).contains("moved to another network namespace");
    }

    @Test
    void down_up_and_rename_are_told_and_the_lease_goes_on() {
        client.tell("request l near0 1 0 auto");
        client.tell("open l 0");
        bed.near("ip", "link", "set", NetworkBed.NEAR, "down").orFail();
        bed.near("ip", "link", "set", NetworkBed.NEAR, "name", "renamed0").orFail();
        bed.near("ip", "link", "set", "renamed0", "up").orFail();
        assertThat(client.tell("events l 4")).isEqualTo("bound interfaceDown interfaceRenamed interfaceUp");
        bed.far("ping", "-c", "3", "-i", "0.3", "-W", "1", NetworkBed.NEAR_ADDRESS);
        assertThat(client.count("receive l 0 1 60000")).isEqualTo(1);
    }

    @Test
    void a_port_that_leaves_a_bridge_is_not_taken_for_deleted() {
        bed.near("ip", "link", "add", "br0", "type", "bridge").orFail();
        bed.near("ip", "link", "set", NetworkBed.NEAR, "master", "br0").orFail();
        client.tell("request l near0 1 0 auto");
        client.tell("open l 0");
        bed.near("ip", "link", "set", NetworkBed.NEAR, "nomaster").orFail();
        assertThat(client.tell("events l 1")).isEqualTo("bound");
    }

    @Test
    void a_thousand_leases_leave_descriptors_programs_and_maps_as_they_were() {
        client.tell("cycle near0 3"); // what is loaded once, is loaded
        Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
        long descriptors = broker.descriptorsAtRest();
        int own = client.count("descriptors");
        int programs = BpfObjects.programs();
        int maps = BpfObjects.maps();
        int links = BpfObjects.links();
        client.tell("cycle near0 " + MANY);
        Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
        Waiting.until(
                () -> "the broker has " + descriptors + " descriptors; it has " + broker.openDescriptors(),
                () -> broker.openDescriptors() == descriptors);
        assertThat(client.count("descriptors")).isEqualTo(own);
        // The kernel frees them some time after their last reference is gone, also those of the three leases before and
        // of other programs of this machine.
        Waiting.until(
                () -> "the kernel has " + programs + " programs; it has " + BpfObjects.programs(),
                () -> BpfObjects.programs() <= programs);
        Waiting.until(
                () -> "the kernel has " + maps + " maps; it has " + BpfObjects.maps(), () -> BpfObjects.maps() <= maps);
        Waiting.until(
                () -> "the kernel has " + links + " links; it has " + BpfObjects.links(),
                () -> BpfObjects.links() <= links);
    }
}
