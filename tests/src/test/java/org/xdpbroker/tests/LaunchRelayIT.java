package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.InstalledSystem;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;

/**
 * A caller that passes a socket to xdp-broker-launch, as varlinkctl's exec: does, speaks to the daemon over it. The daemon here
 * is a stand-in that sends back what comes, descriptors too.
 */
class LaunchRelayIT {

    /** Makes a socket pair, starts the launcher with one end as descriptor 3, and has the other one. */
    private static final String START = """
            own, passed = socket.socketpair()
            own.settimeout(100)
            child = os.fork()
            if child == 0:
                os.dup2(passed.fileno(), 10)
                os.dup2(10, 3)
                launch(environment=[f"LISTEN_PID={os.getpid()}", "LISTEN_FDS=1", "LISTEN_FDNAMES=varlink"])
            passed.close()
            def ended():
                return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            def receive(count):
                data = b""
                while len(data) < count:
                    more = own.recv(65536)
                    if not more: sys.exit(f"ended after {len(data)} bytes")
                    data += more
                return data
            def check(condition):
                if not condition: raise AssertionError
            """;

    private static NetworkBed bed;
    private static InstalledSystem system;

    @BeforeAll
    static void install() {
        bed = NetworkBed.create(1);
        system = InstalledSystem.withStandIn(bed);
    }

    @AfterAll
    static void end() {
        system.close();
        bed.close();
    }

    @Test
    void bytes_go_both_ways_and_the_relay_ends_with_its_caller() {
        run("""
                own.sendall(b"first")
                check(receive(5) == b"first")
                own.sendall(b"second")
                check(receive(6) == b"second")
                own.close()
                check(ended() == 0)
                """);
    }

    @Test
    void megabytes_that_nobody_reads_yet_do_not_lock_it_up() {
        run("""
                data = os.urandom(1 << 22)
                import threading
                sender = threading.Thread(target=own.sendall, args=(data,))
                sender.start()
                time.sleep(0.2)
                check(receive(len(data)) == data)
                sender.join()
                own.close()
                check(ended() == 0)
                """);
    }

    @Test
    void after_a_half_close_what_is_under_way_still_comes() {
        run("""
                own.sendall(b"x" * 100000)
                own.shutdown(socket.SHUT_WR)
                check(receive(100000) == b"x" * 100000)
                check(own.recv(1) == b"")
                check(ended() == 0)
                """);
    }

    @Test
    void descriptors_go_both_ways_up_to_the_kernels_limit_and_message_after_message() {
        run("""
                for turn in range(20):
                    pipes = [os.pipe() for i in range(126)]
                    sent = [fd for ends in pipes for fd in ends] + [0]
                    socket.send_fds(own, [b"m"], sent)
                    data, got, flags, _ = socket.recv_fds(own, 100, 253)
                    check(data == b"m" and len(got) == 253 and flags & socket.MSG_CTRUNC == 0)
                    os.write(got[1], b"through")
                    check(os.read(pipes[0][0], 100) == b"through")
                    for fd in got + sent[:-1]: os.close(fd)
                """);
    }

    @Test
    void the_end_of_the_daemon_is_the_end_for_the_caller() {
        try (RunningProgram caller = system.startAttack(START + """
                own.sendall(b"there")
                print(receive(5).decode(), flush=True)
                check(own.recv(1) == b"")
                check(ended() == 0)
                """)) {
            caller.awaitOut("there");
            system.killDaemons();
            assertThat(caller.exitCode()).as(caller.err()).isZero();
        }
    }

    @Test
    void whoever_relays_is_the_caller_to_the_kernel_without_any_privilege() {
        run("""
                own.sendall(b"x")
                receive(1)
                status = open(f"/proc/{child}/status").read()
                for line in ("Uid:\\t61182\\t61182\\t61182\\t61182", "CapPrm:\\t0000000000000000", "NoNewPrivs:\\t1"):
                    check(line in status)
                own.close()
                check(ended() == 0)
                """);
    }

    @Test
    void a_caller_that_is_killed_leaves_no_relay_behind() {
        run("""
                own.sendall(b"x")
                receive(1)
                os.kill(child, signal.SIGKILL)
                check(own.recv(1) == b"")
                """);
        Waiting.until("no launcher is left", () -> system.launchers() == 0);
    }

    private static void run(String deeds) {
        Programs.Result result = system.attack(START + deeds);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }
}
