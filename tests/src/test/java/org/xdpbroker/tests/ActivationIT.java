package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RawConnection;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.SocketUnit;

/** A broker that is started when it is needed, on a socket that somebody else keeps, and goes when it is not. */
class ActivationIT {

    private static final int EXIT_FAILURE = 3;
    private static final int AF_INET = 2;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    /** Short, so that tests meet it often. */
    private static final String IDLE_SECONDS = "0.3";

    private static final long IDLE_MILLIS = 300;

    private static NetworkBed bed;

    @BeforeAll
    static void start() {
        bed = NetworkBed.create(1);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void who_connected_before_the_start_is_served() {
        try (SocketUnit unit = SocketUnit.listen();
                RawConnection early = RawConnection.to(unit.path())) {
            early.send(RawConnection.call("org.varlink.service.GetInfo", "{}"));
            try (RunningBroker broker = BrokerCommand.in(bed).passing(unit).start()) {
                assertThat(early.receive().toString()).contains("parameters");
                assertThat(broker.awaitLog("ready")).contains("LISTEN_FDS:varlink");
            }
        }
    }

    @Test
    void a_passed_socket_is_left_as_it_was() throws IOException {
        try (SocketUnit unit = SocketUnit.listen()) {
            Programs.run("chmod", "600", unit.path()).orFail();
            RunningBroker broker = BrokerCommand.in(bed).passing(unit).start();
            assertThat(broker.stop()).isZero();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(unit.path()))))
                    .isEqualTo("rw-------");
            try (RunningBroker next = BrokerCommand.in(bed).passing(unit).start();
                    RawConnection connection = RawConnection.to(next)) {
                connection.ask("org.varlink.service.GetInfo", "{}");
            }
        }
    }

    @Test
    void a_passed_socket_goes_to_no_program_and_never_blocks_the_conductor() {
        try (SocketUnit unit = SocketUnit.listen();
                RunningBroker broker = BrokerCommand.in(bed).passing(unit).start()) {
            long flags = Long.parseLong(Procfs.descriptorInfo(broker.pid(), 3, "flags"), 8);
            assertThat(flags & 02000000).as("O_CLOEXEC").isNotZero();
            assertThat(flags & 04000).as("O_NONBLOCK").isNotZero();
        }
    }

    @Test
    void the_script_passes_on_what_a_service_manager_tells_and_nothing_else() {
        try (SocketUnit unit = SocketUnit.listen();
                RunningBroker broker = BrokerCommand.in(bed)
                        .passing(unit)
                        .environment("WATCHDOG_USEC", "60000000")
                        .environment("WATCHDOG_PID", "1")
                        .environment("LISTEN_EXTRA", "1")
                        .environment("XDP_BROKER_SOCKET", "/nonexistent")
                        .start()) {
            assertThat(Procfs.environment(broker.pid()))
                    .containsExactlyInAnyOrder(
                            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                            "LANG=C.UTF-8",
                            "LISTEN_FDS=1",
                            "LISTEN_PID=" + broker.pid(),
                            "LISTEN_FDNAMES=varlink",
                            "WATCHDOG_USEC=60000000",
                            "WATCHDOG_PID=1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LISTEN_PID,1,LISTEN_FDS=1 passes descriptors to process 1",
        "LISTEN_FDS,2,LISTEN_FDNAMES=varlink names 1 descriptors",
        "LISTEN_FDS,many,LISTEN_FDS=many is not a number",
        "LISTEN_FDNAMES,http,the descriptors [http] were passed",
        "WATCHDOG_USEC,soon,WATCHDOG_USEC=soon is not a number"
    })
    void what_a_service_manager_would_not_say_is_refused(String name, String value, String problem) {
        try (SocketUnit unit = SocketUnit.listen()) {
            Programs.Result result =
                    BrokerCommand.in(bed).passing(unit).environment(name, value).run();
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err()).contains(problem);
        }
    }

    @Test
    void two_sockets_are_refused() {
        try (SocketUnit unit = SocketUnit.listen()) {
            Programs.Result result = BrokerCommand.in(bed)
                    .passing(List.of(unit.socket(), unit.socket()), "varlink", "varlink")
                    .run();
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err()).contains("the descriptors [varlink, varlink] were passed");
        }
    }

    @Test
    void a_path_beside_a_passed_socket_is_refused() {
        try (SocketUnit unit = SocketUnit.listen()) {
            Programs.Result result = BrokerCommand.in(bed)
                    .passing(unit)
                    .options("--socket", BrokerCommand.newSocket())
                    .run();
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err()).contains("says where to listen, and so does the socket that was passed");
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,false", "2,1,true", "1,2,false"})
    void a_descriptor_that_is_no_listening_unix_stream_socket_is_refused(int family, int type, boolean listens)
            throws IOException {
        assertThat(family).isIn(AF_UNIX, AF_INET);
        assertThat(type).isIn(SOCK_STREAM, SOCK_DGRAM);
        try (OwnedFd socket = OwnedFd.of(Libc.get().socket(family, type | SOCK_CLOEXEC, 0), "socket")) {
            if (listens) {
                assertThat(Libc.get().listen(socket.number(), 1)).isZero();
            }
            refusesToListenOn(socket);
        }
    }

    @Test
    void a_descriptor_that_is_no_socket_is_refused() throws IOException {
        try (OwnedFd event = OwnedFd.of(Libc.get().eventfd(0, 0), "eventfd")) {
            refusesToListenOn(event);
        }
    }

    @Test
    void a_broker_that_nobody_uses_goes_and_takes_its_socket_with_it() {
        RunningBroker broker =
                BrokerCommand.in(bed).options("--idle-exit", IDLE_SECONDS).start();
        assertThat(broker.awaitExit()).isZero();
        assertThat(Path.of(broker.socket())).doesNotExist();
    }

    @Test
    void a_connection_keeps_the_broker_and_its_end_lets_it_go() {
        try (SocketUnit unit = SocketUnit.listen()) {
            RunningBroker broker;
            try (RawConnection connection = RawConnection.to(unit.path())) { // there before the broker is idle
                broker = startIdling(unit);
                Waiting.sleep(4 * IDLE_MILLIS);
                connection.ask("org.varlink.service.GetInfo", "{}");
            }
            assertThat(broker.awaitExit()).isZero();
        }
    }

    @Test
    void a_lease_keeps_the_broker_and_its_end_lets_it_go() {
        try (SocketUnit unit = SocketUnit.listen()) {
            RunningBroker broker;
            RunningProgram holder;
            try (RawConnection early = RawConnection.to(unit.path())) { // keeps it until there is a lease
                broker = startIdling(unit);
                holder = Cli.of(bed, broker).start("request", "near0", "1", "--", "sleep", "600");
                broker.awaitLeaseOf(holder.pid());
                early.ask("org.varlink.service.GetInfo", "{}");
            }
            try (holder) {
                Waiting.until(
                        "the command has become sleep, which has the lease and no connection",
                        () -> Procfs.name(holder.pid()).equals("sleep"));
                Waiting.sleep(4 * IDLE_MILLIS);
                assertThat(broker.isAlive()).isTrue();
                holder.signal("KILL");
                assertThat(broker.awaitExit()).isZero();
            }
        }
    }

    @Test
    void with_a_passed_socket_no_client_is_lost_around_the_idle_moment() {
        try (SocketUnit unit = SocketUnit.listen()) {
            unit.activate(() -> startIdling(unit));
            for (int i = 0; unit.exitCodes().size() < 8 && i < 200; i++) {
                try (RawConnection connection = RawConnection.to(unit.path())) {
                    connection.ask("org.varlink.service.GetInfo", "{}");
                }
                Waiting.sleep(IDLE_MILLIS - 5 + i % (20 + i)); // on a busy machine the moment comes later
            }
            assertThat(unit.exitCodes()).hasSizeGreaterThanOrEqualTo(8).containsOnly(0);
        }
    }

    @Test
    void with_a_socket_of_its_own_whoever_has_connected_is_served_before_it_goes() {
        String path = BrokerCommand.newSocket();
        int served = 0;
        for (int round = 0; round < 5 || served == 0; round++) {
            RunningBroker broker = BrokerCommand.in(bed)
                    .socket(path)
                    .options("--idle-exit", IDLE_SECONDS)
                    .start();
            while (Files.exists(Path.of(path))) {
                RawConnection connection;
                try {
                    connection = RawConnection.to(path);
                } catch (java.io.UncheckedIOException e) {
                    break; // refused, not lost
                }
                try (connection) {
                    connection.ask("org.varlink.service.GetInfo", "{}");
                }
                Waiting.sleep(IDLE_MILLIS - 5 + served++ % 20);
            }
            assertThat(broker.awaitExit()).isZero();
        }
        assertThat(served).isPositive();
    }

    private static RunningBroker startIdling(SocketUnit unit) {
        return BrokerCommand.in(bed)
                .passing(unit)
                .options("--idle-exit", IDLE_SECONDS)
                .start();
    }

    private static void refusesToListenOn(OwnedFd fd) {
        Programs.Result result =
                BrokerCommand.in(bed).passing(List.of(fd), "varlink").run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("no listening AF_UNIX stream socket").contains("ListenStream=");
    }
}
