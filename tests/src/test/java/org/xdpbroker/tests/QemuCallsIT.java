package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.AnsweringAddress;
import org.xdpbroker.tests.bed.CProgram;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.User;

/**
 * A program that makes QEMU's calls, 32 MiB of packet memory a queue included, started by {@code xdp-broker request ... --
 * COMMAND {netdev}}.
 */
class QemuCallsIT extends BrokerTests {

    private static final Pattern ANSWERED = Pattern.compile("queue=\\d+ answered=(\\d+)");
    private static final int DATAGRAMS = 40;
    private static final int PINGS = 20;

    private User user;

    QemuCallsIT() {
        super(2);
    }

    @BeforeEach
    void start() {
        user = User.of(bed, broker);
    }

    @Test
    void two_queues_answer_in_native_mode() {
        try (RunningProgram qemu = startQemu(mayLock(), "2", "--mode", "native")) {
            assertThat(answersByQueue(qemu)).doesNotContain(0);
        }
    }

    @Test
    void two_queues_answer_in_skb_mode() {
        try (RunningProgram qemu = startQemu(mayLock(), "2", "--mode", "skb")) {
            // without native XDP a veth delivers everything on queue 0
            assertThat(answersByQueue(qemu)).hasSize(2);
        }
    }

    @Test
    void where_native_was_refused_the_netdev_says_skb() {
        bed.far("ip", "link", "set", NetworkBed.FAR, "mtu", "9000").orFail(); // too large for native XDP on the veth
        assertThat(Cli.of(user).runWithQueues(1, "echo", "{netdev}").orFail()).contains(",mode=skb,");
        try (RunningProgram qemu = startQemu(mayLock(), "2")) {
            assertThat(answersByQueue(qemu)).hasSize(2);
        }
    }

    @Test
    void in_another_mode_than_the_granted_one_it_would_find_no_program() {
        Programs.Result result = mayLock()
                .run(
                        "xdp-broker",
                        "request",
                        NetworkBed.NEAR,
                        "1",
                        "--mode",
                        "skb",
                        "--",
                        "sh",
                        "-c",
                        "" + "exec " + CProgram.qemu() + " $(echo {netdev} | sed s/mode=skb/mode=native/)");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("no XDP program loaded");
    }

    @Test
    void start_queue_is_the_queue_that_is_bound() {
        try (RunningProgram qemu = startQemu(mayLock(), "1", "--start-queue", "1")) {
            assertThat(broker.awaitLog("queue-bound")).endsWith(" queue=1");
            assertThat(stop(qemu)).contains("queue=1 answered=");
        }
    }

    @Test
    void it_works_exactly_where_the_limit_of_locked_memory_is_high_enough() {
        // what root may raise the limit to is up to the machine: it takes CAP_SYS_RESOURCE, which containers' root may
        // lack
        boolean mayRaise =
                Programs.run("prlimit", "--memlock=unlimited", "true").exitCode() == 0;
        if (mayRaise) {
            try (RunningProgram qemu = startQemu(user.withLockedMemory("unlimited"), "2")) {
                assertThat(answersByQueue(qemu)).doesNotContain(0);
            }
        }
        User limited = user.withLockedMemory(String.valueOf(4 << 20));
        Programs.Result result =
                limited.run("xdp-broker", "request", NetworkBed.NEAR, "1", "--", CProgram.qemu(), "{netdev}");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("failed to create umem: ENOBUFS");
        Waiting.until("nothing is attached", () -> bed.programOn(NetworkBed.NEAR) == 0);
    }

    /** How older ones end: they detach a program that is not theirs. */
    @Test
    void at_its_end_it_cannot_detach_the_program_that_other_leases_need() {
        try (RunningProgram other = Cli.of(user)
                        .start(
                                "request",
                                NetworkBed.NEAR,
                                "1",
                                "--start-queue",
                                "1",
                                "--",
                                "sh",
                                "-c",
                                "echo up; exec sleep 600");
                RunningProgram qemu = startQemu(mayLock(), "1")) {
            other.awaitOut("up");
            int program = bed.programOn(NetworkBed.NEAR);
            assertThat(stop(qemu)).contains("detach=EPERM");
            assertThat(bed.programOn(NetworkBed.NEAR)).isEqualTo(program).isNotZero();
        }
    }

    private User mayLock() {
        return user.withCapability("ipc_lock");
    }

    private RunningProgram startQemu(User by, String queues, String... options) {
        List<String> command = new ArrayList<>(List.of("xdp-broker", "request", NetworkBed.NEAR, queues));
        command.addAll(List.of(options));
        command.addAll(List.of("--", CProgram.qemu(), "{netdev}"));
        RunningProgram qemu = by.start(command);
        assertThat(qemu.awaitOut("ready ")).contains("program=" + bed.programOn(NetworkBed.NEAR));
        return qemu;
    }

    /** Sends pings and datagrams, all of which have to be answered, and ends it. */
    private List<Integer> answersByQueue(RunningProgram qemu) {
        AnsweringAddress address = AnsweringAddress.in(bed);
        broker.awaitLog("queue=0");
        broker.awaitLog("queue=1");
        try (Client far = Client.startFar(bed)) {
            assertThat(address.answeredPings(PINGS)).isEqualTo(PINGS);
            assertThat(address.answeredDatagrams(far, DATAGRAMS)).isEqualTo(DATAGRAMS);
        }
        List<Integer> answers = ANSWERED.matcher(stop(qemu))
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
        assertThat(answers.stream().mapToInt(Integer::intValue).sum()).isEqualTo(PINGS + DATAGRAMS);
        return answers;
    }

    /** SIGTERM; returns all it has said. */
    private static String stop(RunningProgram qemu) {
        qemu.signal("TERM");
        assertThat(qemu.exitCode()).isZero();
        return qemu.out();
    }
}
