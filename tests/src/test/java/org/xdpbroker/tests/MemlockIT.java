package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.Stage;

/**
 * Locked memory: what xdp-broker tells and does about a limit that is too small, and what the broker does. Raising a limit
 * takes CAP_SYS_RESOURCE, which root does not have in every container; the tests of it say what holds with and without.
 */
class MemlockIT extends SharedBrokerTests {

    private static final int EXIT_REFUSED = 1;
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILURE = 3;

    private static final String POLICY = """
            [[rule]]
            name = "no-more"
            users = [%d]
            interfaces = ["near0"]
            decision = "allow"

            [[rule]]
            name = "vms"
            interfaces = ["*"]
            decision = "allow"
            max-memlock = "1G"
            """.formatted(Client.OTHER_UID);

    MemlockIT() {
        super(4);
    }

    @Override
    RunningBroker newBroker() {
        return RunningBroker.start(bed, POLICY);
    }

    @Test
    void a_limit_too_small_for_qemu_is_told_with_three_remedies_and_the_command_is_started_all_the_same() {
        Programs.Result result = cli.runShell(
                "ulimit -l 4096; exec xdp-broker request near0 2 -- sh -c 'ulimit -l; echo {netdev}; echo started'");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("4096\naf-xdp,").endsWith("started\n");
        assertThat(result.err())
                .startsWith(
                        "xdp-broker: warning: COMMAND may lock 4 MiB of memory (RLIMIT_MEMLOCK), and QEMU registers 64"
                                + " MiB of packet memory, 32 MiB a queue.")
                .contains("ENOBUFS", "other programs of this user")
                .contains("\n       sudo prlimit --pid $$ --memlock=67108864\n")
                .contains("\n       echo '" + Client.UID + ":" + Client.UID
                        + " - memlock 65536' | sudo tee /etc/security/limits.d/xdp-broker.conf\n")
                .contains("\n       LimitMEMLOCK=64M\n")
                .contains("\n       sudo setcap cap_ipc_lock+ep /usr/bin/sh\n")
                .contains("\n       xdp-brokerd --raise-memlock\n")
                .contains("\n       max-memlock = \"64M\"\n");
    }

    @Test
    void a_command_whose_need_is_not_known_is_started_without_a_word() {
        Programs.Result result = cli.runShell("ulimit -l 64; exec xdp-broker request near0 2 -- sh -c 'echo {fds}'");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
    }

    @Test
    void what_the_user_may_raise_is_raised_and_no_further() {
        Programs.Result result = cli.runShell("ulimit -S -l 64; ulimit -H -l 8192;"
                + " exec xdp-broker request --memlock=4M near0 1 -- sh -c 'ulimit -S -l; ulimit -H -l'");
        assertThat(result.orFail()).isEqualTo("4096\n8192\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void a_limit_that_is_enough_is_left_as_it_is() {
        Programs.Result result =
                cli.runShell("ulimit -l 8192; exec xdp-broker request near0 1 --memlock=4M -- sh -c 'ulimit -S -l'");
        assertThat(result.orFail()).isEqualTo("8192\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void where_the_broker_does_not_raise_limits_the_command_is_not_started_and_the_remedies_are_told() {
        Programs.Result result = cli.runShell(
                "ulimit -l 4096; exec xdp-broker request near0 2 --memlock -- sh -c 'echo started {netdev}'");
        assertThat(result.exitCode()).isEqualTo(EXIT_REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("xdp-broker: COMMAND was not started. COMMAND may lock 4 MiB of memory")
                .contains("QEMU registers 64 MiB of packet memory, 32 MiB a queue.")
                .contains("sudo prlimit --pid $$ --memlock=67108864")
                .contains("was not started with --raise-memlock and CAP_SYS_RESOURCE")
                .endsWith("(Unsupported)\n");
    }

    @Test
    void more_than_the_rule_has_is_a_denial_that_names_the_key() {
        Programs.Result result =
                cli.runShell("ulimit -l 4096; exec xdp-broker request near0 2 --memlock=2G -- sh -c 'echo started'");
        assertThat(result.exitCode()).isEqualTo(EXIT_REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("COMMAND was not started", "it is to register 2 GiB", "LimitMEMLOCK=2G")
                .contains("Rule 'vms' has limits of locked memory raised to 1 GiB at most, and 2 GiB were asked for.")
                .contains("max-memlock = \"2G\"")
                .endsWith("(Denied)\n");
    }

    @Test
    void a_refusal_for_another_reason_does_not_tell_of_memory() {
        Programs.Result result =
                cli.runShell("ulimit -l 4096; exec xdp-broker request nothere0 1 --memlock=2G -- sh -c 'echo started'");
        assertThat(result.exitCode()).isEqualTo(EXIT_REFUSED);
        assertThat(result.err()).startsWith("xdp-broker: There is no interface").doesNotContain("RLIMIT_MEMLOCK");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request near0 1 --memlock                      | --memlock is for a COMMAND",
                "request near0 1 --memlock=4M                   | --memlock is for a COMMAND",
                "request near0 1 --memlock -- true              | --memlock needs a SIZE, as in --memlock=64M",
                "request --memlock near0 1 -- true              | --memlock needs a SIZE, as in --memlock=64M",
                "request near0 1 --memlock=64 -- true           | --memlock: '64' is not a number of K, M or G",
                "request near0 1 --memlock=64MiB -- true        | --memlock: '64MiB' is not a number of K, M or G",
                "request near0 1 --memlock=-1M -- true {netdev} | --memlock: '-1M' is not a number of K, M or G",
            })
    void a_wrong_size_is_a_wrong_command_line(String arguments, String problem) {
        Programs.Result result = cli.run(arguments.strip().split(" "));
        assertThat(result.exitCode()).isEqualTo(EXIT_USAGE);
        assertThat(result.err()).contains(problem);
    }

    @Test
    void a_program_with_CAP_IPC_LOCK_of_its_own_needs_no_limit() {
        String program = Stage.get().room().resolve("qemu").toString();
        Programs.run("cp", "/bin/true", program).orFail();
        String command = "ulimit -l 64; exec xdp-broker request near0 1 -- " + program + " {netdev}";
        Programs.Result without = cli.runShell(command);
        assertThat(without.err()).contains("sudo setcap cap_ipc_lock+ep " + program);
        Programs.run("setcap", "cap_ipc_lock+ep", program).orFail();
        assertThat(cli.runShell(command).err()).doesNotContain("RLIMIT_MEMLOCK");
        Programs.run("setcap", "cap_net_raw+ep", program).orFail();
        assertThat(cli.runShell(command).err()).contains("RLIMIT_MEMLOCK");
    }

    @Test
    void who_has_CAP_IPC_LOCK_needs_no_limit_unless_it_is_that_of_a_user_namespace() {
        String script = "ulimit -l 64; XDP_BROKER_SOCKET=" + broker.socket() + " exec "
                + Stage.get().program("xdp-broker") + " request near0 1 -- sh -c 'echo {netdev}'";
        assertThat(bed.near("sh", "-c", script).err()).isEmpty();
        assertThat(bed.near("unshare", "--user", "--map-root-user", "sh", "-c", script)
                        .err())
                .contains("COMMAND may lock 64 KiB of memory")
                .contains("outside of this user namespace, where it lifts nothing")
                .doesNotContain("setcap");
    }

    @Test
    void a_broker_that_is_to_raise_limits_does_not_start_without_CAP_SYS_RESOURCE() {
        Programs.Result result =
                BrokerCommand.in(bed).options("--raise-memlock").run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("CAP_SYS_RESOURCE is missing, which --raise-memlock needs");
    }

    @Test
    void called_by_root_the_script_gives_the_broker_the_fourth_capability_or_says_that_root_has_none() {
        BrokerCommand command = BrokerCommand.in(bed)
                .asRoot()
                .environment("XDP_BROKER_USER", String.valueOf(RunningBroker.UID))
                .options("--raise-memlock");
        if (rootMayRaiseLimits()) {
            try (RunningBroker raising = command.start()) {
                for (String set : new String[] {"CapPrm", "CapEff", "CapInh", "CapBnd", "CapAmb"}) {
                    assertThat(Procfs.status(raising.pid(), set)).isEqualTo("0000008001003000");
                }
            }
        } else {
            Programs.Result result = command.run();
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err()).contains("--raise-memlock needs CAP_SYS_RESOURCE, which root does not have here");
        }
    }

    @Test
    void a_broker_with_CAP_SYS_RESOURCE_raises_the_limit_of_who_asks_and_one_without_refuses() {
        if (!rootMayRaiseLimits()) {
            // without the capability there is no such broker, as the tests above say; this is what is left to see
            try (Client client = Client.start(bed, broker)) {
                String before = Procfs.memlock(client.pid());
                assertThat(client.tell(request("near0", 64L << 20))).contains("Broker.Unsupported", "lockedMemory");
                assertThat(Procfs.memlock(client.pid())).isEqualTo(before);
            }
            return;
        }
        try (RunningBroker raising = BrokerCommand.in(bed)
                        .policy(POLICY)
                        .capabilities("net_raw net_admin bpf sys_resource")
                        .options("--raise-memlock")
                        .start();
                Client client = Client.start(bed, raising);
                Client other = Client.start(bed, raising, Client.OTHER_UID)) {
            Programs.run("prlimit", "--pid", String.valueOf(client.pid()), "--memlock=4096:8192")
                    .orFail();
            Programs.run("prlimit", "--pid", String.valueOf(other.pid()), "--memlock=4096:8192")
                    .orFail();
            assertThat(client.tell(request("near0", 64L << 20))).contains("\"lockedMemory\":67108864");
            assertThat(Procfs.memlock(client.pid())).isEqualTo("67108864 67108864");
            assertThat(raising.awaitLog("lease-granted")).contains("memlock=67108864");
            // it stays, and is not lowered by one who asks for less
            assertThat(client.tell(request("near0", 4096))).contains("\"lockedMemory\":67108864");
            assertThat(Procfs.memlock(client.pid())).isEqualTo("67108864 67108864");
            assertThat(client.tell(request("near0", 2L << 30))).contains("Broker.Denied", "1 GiB at most");
            assertThat(Procfs.memlock(client.pid())).isEqualTo("67108864 67108864");
            assertThat(other.tell(request("near0", 8192)))
                    .contains("Broker.Denied", "does not have limits of locked memory raised");
            assertThat(Procfs.memlock(other.pid())).isEqualTo("4096 8192");
            // what is refused for another reason raises nothing
            assertThat(client.tell(request("nothere0", 128L << 20))).contains("Broker.NoSuchInterface");
            assertThat(Procfs.memlock(client.pid())).isEqualTo("67108864 67108864");
            // and on the command line, for what becomes of this process
            Programs.Result command = Cli.of(bed, raising)
                    .runShell("ulimit -l 64; exec xdp-broker request near0 2 --memlock -- sh -c"
                            + " 'ulimit -S -l; ulimit -H -l; echo {netdev}'");
            assertThat(command.orFail()).startsWith("65536\n65536\naf-xdp,");
            assertThat(command.err()).isEmpty();
        }
    }

    private static String request(String interfaceName, long lockedMemory) {
        return "call org.xdpbroker.Broker.Request {\"interface\":\"" + interfaceName + "\",\"lockedMemory\":"
                + lockedMemory + "}";
    }

    private static boolean rootMayRaiseLimits() {
        long bounding =
                Long.parseUnsignedLong(Procfs.status(ProcessHandle.current().pid(), "CapBnd"), 16);
        return (bounding & 1L << 24) != 0;
    }
}
