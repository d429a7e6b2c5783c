package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RawConnection;
import org.xdpbroker.tests.bed.RunningBroker;

/** How xdp-brokerd starts and stops: its command line, its policy file, its socket. */
class StartIT {

    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILURE = 3;

    private static NetworkBed bed;

    @BeforeAll
    static void start() {
        bed = NetworkBed.create(1);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @ParameterizedTest
    @CsvSource({"--help,Usage: xdp-brokerd", "-h,--bind-deadline", "--version,xdp-brokerd 0"})
    void who_asks_what_it_is_is_told_and_that_is_all(String option, String text) {
        Programs.Result result =
                BrokerCommand.in(bed).capabilities("net_raw").options(option).run();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains(text);
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--nothing,unknown argument '--nothing'",
        "file,unknown argument 'file'",
        "--verbose=yes,takes no value",
        "--policy,needs a value",
        "--socket=,needs a value",
        "--bind-deadline=soon,seconds from 0.1 to 3600",
        "--bind-deadline=0,seconds from 0.1 to 3600",
        "--bind-deadline=NaN,seconds from 0.1 to 3600",
        "--bind-deadline=3601,seconds from 0.1 to 3600",
        "--idle-exit=0,--idle-exit takes seconds from 0.1 to 3600"
    })
    void a_wrong_command_line_is_told_with_exit_code_2(String option, String problem) {
        Programs.Result result = BrokerCommand.in(bed).options(option).run();
        assertThat(result.exitCode()).isEqualTo(EXIT_USAGE);
        assertThat(result.err()).contains(problem).contains("--help");
    }

    @Test
    void a_policy_file_that_is_not_there_is_refused() {
        Programs.Result result = BrokerCommand.in(bed)
                .policyFile(Path.of("/nonexistent/policy.toml"))
                .run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("/nonexistent/policy.toml: does not exist");
    }

    @ParameterizedTest
    @CsvSource({
        "chmod o+w FILE,the file is writable by group or others (mode 646)",
        "chmod g+w FILE,the file is writable by group or others (mode 664)",
        "chmod 777 FOLDER,the folder is writable by group or others (mode 777)",
        "chmod 1777 FOLDER,the folder is writable by group or others (mode 1777)",
        "chown 61181 FILE,the file is owned by uid 61181",
        "chown 61181 FOLDER,the folder is owned by uid 61181",
        "chmod 600 FILE,cannot be read by this process",
        "chmod 700 FOLDER,cannot be read by this process",
        "mv FILE FOLDER/other && ln -s other FILE,is a symbolic link",
        "rm FILE && mkdir FILE,is not a regular file",
        "rm FILE && mkfifo FILE,is not a regular file"
    })
    void a_policy_file_that_others_may_have_written_is_refused(String deed, String problem) {
        Path file = BrokerCommand.newPolicyFile(RunningBroker.ALLOW_ALL);
        String script = deed.replace("FILE", file.toString()).replace("FOLDER", String.valueOf(file.getParent()));
        Programs.run("sh", "-c", script).orFail();
        Programs.Result result = BrokerCommand.in(bed).policyFile(file).run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains(problem).contains("the policy is refused");
    }

    @Test
    void all_that_is_wrong_with_a_policy_file_is_told_at_once_with_its_place() {
        Path file = BrokerCommand.newPolicyFile("""
                [[rule]]
                name = "lab"
                interfaces = ["near0"]
                decision = "perhaps"
                speed = 10

                [[rule]]
                name = "lab"
                interfaces = ["a/b"]
                decision = "allow"
                users = ["no such user"]
                """);
        Programs.Result result = BrokerCommand.in(bed).policyFile(file).run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        for (int line : new int[] {4, 5, 8, 9, 11}) {
            assertThat(result.err()).contains("xdp-brokerd: " + file + ":" + line + ":");
        }
        assertThat(result.err()).contains("perhaps").contains("speed").contains("no such user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[[rule]\n", "\u0000", "rule = 1\n"})
    void a_file_that_is_no_policy_is_refused(String text) {
        Programs.Result result = BrokerCommand.in(bed)
                .policyFile(BrokerCommand.newPolicyFile(text))
                .run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("policy.toml:1:").contains("the policy is refused");
    }

    @Test
    void a_second_broker_on_the_same_socket_is_refused_and_the_first_serves_on() {
        try (RunningBroker first = RunningBroker.start(bed)) {
            Programs.Result second =
                    BrokerCommand.in(bed).socket(first.socket()).run();
            assertThat(second.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(second.err()).contains("another broker is serving at " + first.socket());
            try (RawConnection connection = RawConnection.to(first)) {
                connection.ask("org.varlink.service.GetInfo", "{}");
            }
        }
    }

    @Test
    void the_socket_that_a_killed_broker_left_behind_is_replaced() {
        RunningBroker killed = RunningBroker.start(bed);
        killed.kill();
        assertThat(Path.of(killed.socket())).exists();
        try (RunningBroker next = BrokerCommand.in(bed).socket(killed.socket()).start();
                RawConnection connection = RawConnection.to(next)) {
            connection.ask("org.varlink.service.GetInfo", "{}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"touch PATH", "mkdir PATH", "mkfifo PATH", "ln -s nothing PATH", "ln -s /run PATH"})
    void what_is_no_socket_at_its_path_is_left_alone_and_the_start_refused(String deed) {
        String path = BrokerCommand.newSocket();
        Programs.run("sh", "-c", deed.replace("PATH", path)).orFail();
        Programs.Result result = BrokerCommand.in(bed).socket(path).run();
        assertThat(Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains(path + " exists and is not a socket");
    }

    @Test
    void a_socket_in_a_folder_that_is_not_there_is_refused_with_what_to_do() {
        Programs.Result result =
                BrokerCommand.in(bed).socket("/nonexistent/socket").run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err())
                .contains("/nonexistent/socket")
                .contains("ENOENT")
                .contains("folder has to exist");
    }

    @Test
    void a_socket_path_that_is_too_long_is_refused_not_cut() {
        String path = BrokerCommand.newSocket() + "x".repeat(108);
        Programs.Result result = BrokerCommand.in(bed).socket(path).run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("Choose a shorter path");
    }

    @Test
    void everyone_may_connect_since_policy_decides_and_not_the_files_mode() throws IOException {
        try (RunningBroker broker = RunningBroker.start(bed)) {
            var mode = Files.getPosixFilePermissions(Path.of(broker.socket()));
            assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-rw-rw-");
        }
    }

    @Test
    void sigterm_ends_the_leases_with_a_word_and_leaves_neither_program_nor_socket() {
        RunningBroker broker = RunningBroker.start(bed);
        try (Client client = Client.start(bed, broker)) {
            client.tell("request l near0 1 0 auto");
            client.tell("open l 0");
            assertThat(broker.stop()).isZero();
            assertThat(client.tell("events l 2")).isEqualTo("bound ended");
            assertThat(client.tell("awaitend l")).isEqualTo("the broker stops");
            assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
            assertThat(Path.of(broker.socket())).doesNotExist();
            assertThat(bed.hostAnswers()).isTrue();
        }
    }
}
