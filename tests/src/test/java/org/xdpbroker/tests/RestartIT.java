package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.RunningExample;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.SystemdStandIn;

/** A broker whose leases the service manager keeps: what a crash, an upgrade or a restart of it means to them. */
class RestartIT {

    private static final String RESPONDER = "10.77.0.77";
    private static final String ALLOW_ONE = RunningBroker.ALLOW_ALL + "[limits]\nleases = 1\n";

    private NetworkBed bed;
    private SystemdStandIn systemd;
    private RunningBroker broker;

    @BeforeEach
    void start() {
        bed = NetworkBed.create(2);
        // all of the far end's packets arrive on queue 0
        bed.far("ethtool", "-L", NetworkBed.FAR, "rx", "2", "tx", "1").orFail();
        systemd = SystemdStandIn.open(bed);
        broker = systemd.start();
    }

    @AfterEach
    void stop() {
        broker.close();
        systemd.close();
        bed.close();
    }

    @Test
    void kill_9_and_restarts_of_the_broker_lose_no_packet() {
        try (RunningExample responder =
                RunningExample.start(bed, broker, "Responder", "--queues", "1", "--ip", RESPONDER, NetworkBed.NEAR)) {
            responder.awaitOutput("ready ");
            int program = bed.programOn(NetworkBed.NEAR);
            assertThat(bed.answeredPings(RESPONDER, 1)).isEqualTo(1);
            try (RunningProgram pings = bed.startPings(RESPONDER)) {
                for (int i = 0; i < 2; i++) {
                    broker.kill();
                    Waiting.sleep(500);
                    broker = systemd.start();
                    assertThat(broker.stop()).isZero();
                    Waiting.sleep(500);
                    broker = systemd.start();
                }
                pings.signal("TERM");
                assertThat(pings.exitCode()).isZero();
                assertThat(pings.out()).matches("([1-9]\\d*) of \\1 answered\n");
            }
            assertThat(bed.programOn(NetworkBed.NEAR)).isEqualTo(program).isNotZero();
            assertThat(broker.awaitLog("lease-resumed"))
                    .contains(" interface=near0 queues=0 mode=native rule=everyone");
        }
        broker.awaitLog("lease-ended");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @Test
    void a_lease_is_listed_as_it_was() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 2 0 auto");
            client.tell("open l 0");
            String before = listed(client);
            restartAfterKill();
            assertThat(listed(client)).isEqualTo(before).contains("\"state\":\"granted\"");
        }
    }

    @Test
    void a_lease_can_be_revoked() {
        try (Client client = Client.start(bed, broker)) {
            String id = client.tell("request l near0 1 0 auto").split(" ")[0];
            client.tell("open l 0");
            restartAfterKill();
            assertThat(bed.hostAnswers()).isFalse();
            client.tell("revoke " + id);
            assertThat(client.tell("awaitend l")).contains("revoked");
            assertThat(bed.hostAnswers()).isTrue();
            assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
            awaitNothingStored();
        }
    }

    @Test
    void a_lease_that_was_not_bound_is_activated_by_the_next_broker() {
        try (Client client = Client.start(bed, broker)) {
            String id = client.tell("request l near0 1 0 auto").split(" ")[0];
            restartAfterKill();
            assertThat(bed.hostAnswers()).isTrue();
            broker.pause(); // so that Activate is there before the broker looks by itself
            client.tell("bind l 0");
            broker.resumeAfterMillis(500);
            assertThat(client.tell("call org.xdpbroker.Broker.Activate {\"id\":\"" + id + "\"}"))
                    .contains("\"state\":\"active\"");
            bed.far("ping", "-c", "2", "-i", "0.2", "-W", "1", NetworkBed.NEAR_ADDRESS);
            assertThat(client.count("receive l 0 1 60000")).isEqualTo(1);
        }
    }

    @Test
    void a_socket_that_was_bound_while_no_broker_ran_is_found_by_looking() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 auto");
            broker.kill();
            client.tell("bind l 0");
            assertThat(bed.hostAnswers()).isTrue();
            broker = systemd.start();
            broker.awaitLog("queue-bound");
            assertThat(bed.hostAnswers()).isFalse();
        }
    }

    @Test
    void the_bind_deadline_goes_on() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 auto");
            broker.kill();
            Waiting.sleep(1000);
            broker = systemd.start("--bind-deadline", "1");
            assertThat(client.tell("awaitend l")).contains("bind deadline");
            assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
        }
    }

    @Test
    void a_client_that_died_while_no_broker_ran_has_given_its_queue_back() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 auto");
            client.tell("open l 0");
            broker.kill();
            client.kill();
            assertThat(bed.hostAnswers()).isTrue();
            broker = systemd.start();
            assertThat(broker.awaitLog("lease-ended")).contains("the client closed it");
            Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
            awaitNothingStored();
        }
    }

    @Test
    void what_happens_to_the_interface_is_told_as_before() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 auto");
            client.tell("open l 0");
            restartAfterKill();
            bed.near("ip", "link", "set", NetworkBed.NEAR, "down").orFail();
            bed.near("ip", "link", "set", NetworkBed.NEAR, "up").orFail();
            assertThat(client.tell("events l 3")).isEqualTo("bound interfaceDown interfaceUp");
            broker.kill();
            bed.near("ip", "link", "set", NetworkBed.NEAR, "down").orFail();
            bed.near("ip", "link", "set", NetworkBed.NEAR, "name", "renamed0").orFail();
            bed.near("ip", "link", "set", "renamed0", "up").orFail();
            broker = systemd.start();
            assertThat(client.tell("events l 1")).isEqualTo("interfaceRenamed");
            bed.near("ip", "link", "del", "renamed0").orFail();
            assertThat(client.tell("awaitend l")).contains("renamed0 was deleted");
        }
    }

    @Test
    void an_interface_that_went_while_no_broker_ran_takes_its_leases_along() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 auto");
            client.tell("open l 0");
            broker.kill();
            bed.near("ip", "link", "del", NetworkBed.NEAR).orFail();
            broker = systemd.start();
            assertThat(broker.awaitLog("lease-dropped")).contains("its interface is gone");
            client.tell("awaitend l");
            awaitNothingStored();
        }
    }

    @Test
    void a_queue_stays_taken_and_counts_for_the_limits() {
        try (Client client = Client.start(bed, broker);
                Client other = Client.start(bed, broker, Client.OTHER_UID)) {
            client.tell("request l near0 1 0 auto");
            client.tell("open l 0");
            broker.kill();
            broker = systemd.start(ALLOW_ONE, new String[0]);
            assertThatThrownBy(() -> other.tell("request m near0 1 0 auto")).hasMessageContaining("QueueBusy");
            assertThatThrownBy(() -> client.tell("request m near0 1 1 auto")).hasMessageContaining("QuotaExceeded");
            other.tell("request m near0 1 1 auto"); // the program that is there is shared
            client.tell("close l");
            broker.awaitLog("lease-ended");
            assertThat(bed.programOn(NetworkBed.NEAR)).isNotZero();
            other.tell("close m");
            Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
        }
    }

    @Test
    void leases_that_end_leave_nothing_in_the_store() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("cycle near0 50");
            Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
            awaitNothingStored();
            assertThat(broker.log()).noneMatch(line -> line.contains("warning"));
        }
    }

    @Test
    void a_service_that_is_stopped_ends_its_leases() {
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 auto");
            client.tell("open l 0");
            assertThat(broker.stop()).isZero();
            assertThat(bed.hostAnswers()).isFalse();
            systemd.drop();
            client.tell("awaitend l");
            Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
            assertThat(bed.hostAnswers()).isTrue();
        }
    }

    private void awaitNothingStored() {
        Waiting.until(() -> "nothing but the record is stored: " + systemd.stored(), () -> systemd.stored()
                .equals(Set.of("state")));
    }

    private void restartAfterKill() {
        broker.kill();
        broker = systemd.start();
        broker.awaitLog("lease-resumed");
    }

    private static String listed(Client client) {
        return client.tell("call org.xdpbroker.Broker.ListLeases {}").replaceAll("\"received\\w+\":\\d+,?", "");
    }
}
