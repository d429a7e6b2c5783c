package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.SystemdStandIn;

/** A store whose content is not what the broker left there: it starts, says so, and leaves nothing attached. */
class SpoiltStoreIT {

    private static final long HALF = 8 << 20;

    private NetworkBed bed;
    private SystemdStandIn systemd;
    private RunningBroker broker;
    private Client client;

    /** A lease of two queues, one bound and one not, and then no broker. */
    @BeforeEach
    void start() {
        bed = NetworkBed.create(2);
        systemd = SystemdStandIn.open(bed);
        broker = systemd.start();
        client = Client.start(bed, broker);
        client.tell("request l near0 2 0 auto");
        client.tell("open l 0");
        broker.kill();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
        systemd.close();
        bed.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "program-", "sockets-", "traffic-", "link-", "lease-", "socket-"})
    void a_descriptor_that_is_missing_ends_the_lease(String prefix) {
        systemd.take(systemd.nameOf(prefix)).close();
        startsAndLeavesNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "program-", "sockets-", "traffic-", "link-", "lease-", "socket-"})
    void a_descriptor_that_is_something_else_ends_the_lease(String prefix) throws IOException {
        systemd.put(systemd.nameOf(prefix), OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd"));
        startsAndLeavesNothing();
    }

    @Test
    void a_map_of_another_kind_ends_the_lease() {
        systemd.put(systemd.nameOf("sockets-"), systemd.copyOf(systemd.nameOf("traffic-")));
        startsAndLeavesNothing();
    }

    @Test
    void another_socket_of_the_same_interface_ends_the_lease() {
        client.tell("close l");
        systemd.drop();
        broker = systemd.start();
        client.tell("request l near0 2 0 auto");
        broker.kill();
        String id = systemd.nameOf("lease-").substring("lease-".length());
        systemd.put("socket-" + id + "-0", systemd.copyOf("socket-" + id + "-1"));
        startsAndLeavesNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket-", "state"})
    void a_lease_in_whose_place_is_another_of_the_brokers_descriptors_ends(String other) {
        systemd.put(systemd.nameOf("lease-"), systemd.copyOf(systemd.nameOf(other)));
        startsAndLeavesNothing();
    }

    @Test
    void a_record_that_is_garbage_ends_the_leases() {
        try (OwnedFd state = systemd.copyOf("state")) {
            byte[] garbage = new byte[4096];
            Arrays.fill(garbage, (byte) 0xa5);
            assertThat(Libc.get().pwrite(state.number(), garbage, garbage.length, 0))
                    .isEqualTo(garbage.length);
            assertThat(Libc.get().pwrite(state.number(), garbage, garbage.length, HALF))
                    .isEqualTo(garbage.length);
        }
        startsAndLeavesNothing();
        assertThat(broker.awaitLog("state-refused")).contains("neither half");
    }

    @Test
    void a_descriptor_that_nothing_names_is_removed_and_the_lease_goes_on() throws IOException {
        systemd.put("lease-0000000000000000", OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd"));
        systemd.put("link-4711", OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd"));
        systemd.put("anything", OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd"));
        broker = systemd.start();
        broker.awaitLog("lease-resumed");
        assertThat(broker.log().stream().filter(line -> line.contains("descriptor-dropped")))
                .hasSize(3);
        Waiting.until("they are removed", () -> systemd.stored().stream()
                .noneMatch(name -> name.equals("anything") || name.contains("0000000000") || name.contains("4711")));
        assertThat(bed.programOn(NetworkBed.NEAR)).isNotZero();
    }

    private void startsAndLeavesNothing() {
        broker = systemd.start();
        client.tell("awaitend l");
        Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
        Waiting.until(
                () -> "nothing is stored: " + systemd.stored(),
                () -> systemd.stored().size() == 1);
        broker.awaitLog("warning: ");
    }
}
