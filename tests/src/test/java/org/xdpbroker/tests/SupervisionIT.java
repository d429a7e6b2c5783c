package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.NotifySocket;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RawConnection;
import org.xdpbroker.tests.bed.RunningBroker;

/** What a service manager is told: readiness, life, reloads, leases, the stop. */
class SupervisionIT {

    private static final int EXIT_FAILURE = 3;
    /** Longer than the pipe of the broker's standard error and what is read from it ahead, together. */
    private static final int CALLS_TO_FILL_THE_RECORD = 8;

    private static final String LONG_ID = "0".repeat(60_000);

    private static NetworkBed bed;

    @BeforeAll
    static void start() {
        bed = NetworkBed.create(2);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void the_service_manager_is_told_of_readiness_and_of_the_stop() {
        try (NotifySocket manager = NotifySocket.open()) {
            RunningBroker broker = BrokerCommand.in(bed)
                    .environment("NOTIFY_SOCKET", manager.address())
                    .start();
            assertThat(manager.receive().lines()).contains("READY=1");
            broker.stop();
            assertThat(manager.receive().lines()).contains("STOPPING=1");
        }
    }

    @Test
    void a_service_manager_that_cannot_be_told_is_a_failed_start_that_leaves_no_socket() {
        String path = BrokerCommand.newSocket();
        Programs.Result result = BrokerCommand.in(bed)
                .socket(path)
                .environment("NOTIFY_SOCKET", "/nonexistent/notify")
                .run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).containsPattern("NOTIFY_SOCKET|/nonexistent/notify");
        assertThat(Path.of(path)).doesNotExist();
    }

    @Test
    void the_watchdog_is_told_that_the_broker_lives_as_often_as_it_asked() {
        try (NotifySocket manager = NotifySocket.open();
                RunningBroker broker = watched(manager).start()) {
            manager.await("READY=1");
            for (int i = 0; i < 5; i++) {
                manager.await("WATCHDOG=1");
            }
            assertThat(broker.isAlive()).isTrue();
        }
    }

    /** The process lives and its other threads run: only the one that serves waits for a record that nobody reads. */
    @Test
    void a_conductor_that_hangs_misses_its_keep_alives() {
        try (NotifySocket manager = NotifySocket.open();
                RunningBroker broker = watched(manager).start()) {
            manager.await("WATCHDOG=1");
            broker.stopReadingLog();
            for (int i = 0; i < CALLS_TO_FILL_THE_RECORD; i++) {
                RawConnection.to(broker)
                        .send(RawConnection.call("org.xdpbroker.Broker.Revoke", "{\"id\":\"" + LONG_ID + "\"}"));
            }
            manager.awaitSilence(2000);
            assertThat(broker.isAlive()).isTrue();
            broker.readLogAgain();
            manager.await("WATCHDOG=1");
        }
    }

    @Test
    void a_reload_is_told_from_its_beginning_to_its_end() {
        try (NotifySocket manager = NotifySocket.open();
                RunningBroker broker = BrokerCommand.in(bed)
                        .environment("NOTIFY_SOCKET", manager.address())
                        .start()) {
            manager.await("READY=1");
            long before = System.nanoTime() / 1000; // CLOCK_MONOTONIC, as systemd compares it
            Programs.signal("HUP", broker.pid());
            String message = manager.await("RELOADING=1");
            assertThat(message).containsPattern("(?m)^MONOTONIC_USEC=\\d+$");
            assertThat(Long.parseLong(message.replaceAll("(?s).*MONOTONIC_USEC=(\\d+).*", "$1")))
                    .isGreaterThanOrEqualTo(before);
            manager.await("READY=1");
            broker.awaitLog("policy-reloaded");
        }
    }

    @Test
    void a_reload_that_is_refused_ends_too() {
        Path policy = BrokerCommand.newPolicyFile(RunningBroker.ALLOW_ALL);
        try (NotifySocket manager = NotifySocket.open();
                RunningBroker broker = BrokerCommand.in(bed)
                        .policyFile(policy)
                        .environment("NOTIFY_SOCKET", manager.address())
                        .start()) {
            manager.await("READY=1");
            Programs.run("sh", "-c", "echo nonsense >" + policy).orFail();
            Programs.signal("HUP", broker.pid());
            manager.await("RELOADING=1");
            manager.await("READY=1");
            broker.awaitLog("policy-refused");
        }
    }

    @Test
    void the_status_counts_leases_and_queues() {
        try (NotifySocket manager = NotifySocket.open();
                RunningBroker broker = BrokerCommand.in(bed)
                        .environment("NOTIFY_SOCKET", manager.address())
                        .start();
                Client client = Client.start(bed, broker)) {
            manager.await("STATUS=Serving: 0 leases of 0 queues");
            client.tell("request l near0 2 0 auto");
            manager.await("STATUS=Serving: 1 lease of 2 queues");
            client.tell("close l");
            manager.await("STATUS=Serving: 0 leases of 0 queues");
        }
    }

    private static BrokerCommand watched(NotifySocket manager) {
        return BrokerCommand.in(bed)
                .environment("NOTIFY_SOCKET", manager.address())
                .environment("WATCHDOG_USEC", "200000");
    }
}
