package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.Stage;

/** {@code xdp-broker request IFNAME QUEUES -- COMMAND}: what the command finds, and that it is left alone. */
class CommandIT extends SharedBrokerTests {

    private static final Pattern LISTED_FILE = Pattern.compile(" (\\d+) -> (.*)");

    CommandIT() {
        super(4);
    }

    @Test
    void the_command_has_the_sockets_and_the_lease_from_3_on_and_else_what_it_would_have_had() {
        // the list is another process's, so that the descriptor it reads the folder with is not in it
        String list = cli.runWithQueues(3, "sh", "-c", "ls -l /proc/$$/fd; :").orFail();
        Map<Integer, String> files = new TreeMap<>();
        Matcher matcher = LISTED_FILE.matcher(list);
        while (matcher.find()) {
            files.put(Integer.valueOf(matcher.group(1)), matcher.group(2));
        }
        assertThat(files.keySet()).containsExactly(0, 1, 2, 3, 4, 5, 6);
        for (int fd = 3; fd <= 6; fd++) {
            assertThat(files.get(fd)).startsWith("socket:");
        }
    }

    @Test
    void placeholders_are_replaced_wherever_they_stand_and_other_braces_are_not() {
        String out = cli.runWithQueues(
                        2,
                        "printf",
                        "%s\n",
                        "{fds}",
                        "{netdev}",
                        "{netdev:vm.1_a-b}",
                        "{ifname}",
                        "{ifindex}",
                        "{mode}",
                        "a{fds}b{fds}c",
                        "{}",
                        "{FDS}",
                        "{fds:x}",
                        "{netdev:}",
                        "{netdev:a,b}",
                        "{{fds}}")
                .orFail();
        String index = bed.near("cat", "/sys/class/net/near0/ifindex").orFail().strip();
        String netdev = ",ifname=near0,queues=2,start-queue=0,mode=native,inhibit=on,sock-fds=3:4";
        assertThat(out.lines())
                .containsExactly(
                        "3:4",
                        "af-xdp,id=net0" + netdev,
                        "af-xdp,id=vm.1_a-b" + netdev,
                        "near0",
                        index,
                        "native",
                        "a3:4b3:4c",
                        "{}",
                        "{FDS}",
                        "{fds:x}",
                        "{netdev:}",
                        "{netdev:a,b}",
                        "{3:4}");
    }

    @Test
    void qemus_value_names_the_first_queue_and_the_mode_that_was_granted() {
        assertThat(cli.run("request", "near0", "2", "--start-queue", "2", "--mode", "skb", "--", "echo", "{netdev}")
                        .orFail())
                .contains("queues=2,start-queue=2,mode=skb,");
    }

    @Test
    void the_environment_tells_of_the_descriptors_as_sd_listen_fds_reads_it() {
        String out = cli.runShell("LISTEN_FDS=9 LISTEN_PID=1 OWN='a=b c' XDP_BROKER_MODE=x exec xdp-broker request"
                        + " near0 2 --start-queue 1 --mode skb -- sh -c 'echo pid=$$; env'")
                .orFail();
        String pid = out.lines().findFirst().orElseThrow().substring("pid=".length());
        assertThat(out.lines().filter(line -> line.startsWith("LISTEN_") || line.startsWith("XDP_BROKER_")))
                .contains(
                        "LISTEN_FDS=3",
                        "LISTEN_FDNAMES=xdp-queue-1:xdp-queue-2:xdp-lease",
                        "LISTEN_PID=" + pid,
                        "XDP_BROKER_IFNAME=near0",
                        "XDP_BROKER_QUEUES=1:2",
                        "XDP_BROKER_MODE=skb",
                        "XDP_BROKER_FDS=3:4",
                        "XDP_BROKER_LEASE_FD=5",
                        "XDP_BROKER_SOCKET=" + broker.socket())
                .anyMatch(line -> line.matches("XDP_BROKER_IFINDEX=\\d+"))
                .anyMatch(line -> line.matches("XDP_BROKER_LEASE=[0-9a-f]{16}"))
                .hasSize(11);
        assertThat(out.lines()).contains("OWN=a=b c");
    }

    @Test
    void bytes_of_arguments_and_environment_arrive_as_they_were_in_any_locale() {
        String out = cli.runShell("export LC_ALL=C; bytes=$(printf 'a\\303\\244\\377\\001 z'); OWN=$bytes"
                        + " exec xdp-broker request near0 1 -- sh -c 'printf \"%s|\" \"$@\" \"$OWN\" | od -An -v -tx1'"
                        + " name \"$bytes\" '' \"\" '  ' last ''")
                .orFail();
        assertThat(out.replaceAll("\\s", ""))
                .isEqualTo("61c3a4ff01207a" + "7c" + "7c7c" + "20207c" + "6c6173747c" + "7c" + "61c3a4ff01207a" + "7c");
    }

    @Test
    void arguments_of_the_command_are_the_commands_alone() {
        // @file would be an argument file and --version an option, were they xdp-broker's
        assertThat(cli.runShell("xdp-broker request near0 1 -- printf '%s\\n' @/etc/passwd @@x --version -h -- --json")
                        .orFail())
                .isEqualTo("@/etc/passwd\n@@x\n--version\n-h\n--\n--json\n");
    }

    @Test
    void standard_input_is_the_commands() {
        assertThat(cli.runShell("echo line | xdp-broker request near0 1 -- cat").orFail())
                .isEqualTo("line\n");
    }

    @Test
    void xdp_broker_itself_says_nothing() {
        Programs.Result result = cli.runWithQueues(1, "true");
        assertThat(result.orFail()).isEmpty();
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"exit 0,0", "exit 1,1", "exit 42,42", "exit 255,255", "kill -TERM $$,143", "kill -KILL $$,137"})
    void exit_code_and_death_by_signal_are_the_commands_own(String script, int exitCode) {
        assertThat(cli.runWithQueues(1, "sh", "-c", script).exitCode()).isEqualTo(exitCode);
    }

    @Test
    void no_signal_is_blocked_and_none_ignored_that_was_not_before() {
        String status = cli.runWithQueues(1, "cat", "/proc/self/status").orFail();
        String before = cli.runShell("cat /proc/self/status").orFail();
        assertThat(signals(status, "SigBlk")).isZero();
        assertThat(signals(status, "SigIgn").andNot(signals(before, "SigIgn"))).isZero();
    }

    @Test
    void the_limit_of_open_files_is_as_it_was() {
        assertThat(cli.runShell("ulimit -Sn 200; ulimit -Hn 3000;"
                                + " exec xdp-broker request near0 1 -- sh -c 'ulimit -Sn; ulimit -Hn'")
                        .orFail())
                .isEqualTo("200\n3000\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-command", "/nonexistent/command", "./no-such-file", ""})
    void a_command_that_is_not_found_is_127_and_nothing_is_asked_of_the_broker(String command) {
        Programs.Result result = Cli.runAlone(bed, "request", "nothere0", "1", "--", command);
        assertThat(result.exitCode()).isEqualTo(127);
        assertThat(result.err()).contains(command).contains("nothing was asked of the broker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/etc"})
    void a_command_that_may_not_be_executed_is_126_and_nothing_is_asked_of_the_broker(String command) {
        Programs.Result result = Cli.runAlone(bed, "request", "nothere0", "1", "--", command);
        assertThat(result.exitCode()).isEqualTo(126);
        assertThat(result.err()).contains(command).contains("nothing was asked of the broker");
    }

    @ParameterizedTest
    @CsvSource({"no interpreter,126", "#!/nonexistent/interpreter,127"})
    void a_command_that_the_kernel_refuses_is_told_and_its_lease_ends(String content, int exitCode) {
        // with all queues, so that most of the files are overwritten that xdp-broker itself had open
        Programs.Result result = cli.runWithQueues(4, Stage.get().executable(content));
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.err()).startsWith("xdp-broker: ").contains("cannot be executed: E");
        assertThat(result.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "id --json", "id --socket /bin/true", "--json id"})
    void a_command_without_the_two_dashes_before_it_is_not_guessed_at(String arguments) {
        Programs.Result result = Cli.runAlone(bed, ("request near0 1 " + arguments).split(" "));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("follow --, as in: -- id");
    }

    @Test
    void a_refused_request_runs_no_command() {
        Programs.Result result = cli.run("request", "nothere0", "1", "--", "echo", "ran");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void a_command_is_the_process_that_was_started_and_its_lease_lives_as_long_as_it() {
        try (RunningProgram command = cli.start("request", "near0", "1", "--", "sleep", "600")) {
            Waiting.until("xdp-broker has become the command", () -> Procfs.status(command.pid(), "Name")
                    .equals("sleep"));
            assertThat(bed.programOn(NetworkBed.NEAR)).isNotZero();
            command.signal("TERM");
            assertThat(command.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void kill_9_of_the_command_ends_the_lease() {
        try (RunningProgram command = cli.start("request", "near0", "1", "--", "sh", "-c", "echo up; exec sleep 600")) {
            command.awaitOut("up");
            assertThat(bed.programOn(NetworkBed.NEAR)).isNotZero();
            command.signal("KILL");
            assertThat(command.exitCode()).isEqualTo(137);
        }
    }

    @Test
    void the_lease_lives_on_with_a_child_that_outlives_the_command() {
        String child = cli.runWithQueues(1, "sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!")
                .orFail()
                .strip();
        try {
            assertThat(bed.programOn(NetworkBed.NEAR)).isNotZero();
        } finally {
            Programs.signal("TERM", Long.parseLong(child));
        }
    }

    private static BigInteger signals(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> new BigInteger(line.substring(field.length() + 1).strip(), 16))
                .findFirst()
                .orElseThrow();
    }
}
