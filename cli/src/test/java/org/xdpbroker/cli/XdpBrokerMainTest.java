package org.xdpbroker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class XdpBrokerMainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void help_tells_every_option_placeholder_and_exit_code() {
        assertThat(run("request", "--help")).isZero();
        assertThat(out.toString())
                .contains("--start-queue", "--mode", "--json", "--timeout", "--socket")
                .contains("{fds}", "{netdev}", "{netdev:ID}", "{ifname} {ifindex} {mode}")
                .contains("LISTEN_FDS", "XDP_BROKER_LEASE_FD")
                .contains("Exit codes");
    }

    @Test
    void help_names_every_command() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("request", "qmp", "check", "interfaces", "leases", "revoke", "doctor")
                .contains("capture", "replay", "generate", "sink");
    }

    @ParameterizedTest
    @CsvSource({
        "capture,does not reach the host",
        "replay,lost to the host",
        "generate,lost to the host",
        "sink,taken from the host"
    })
    void help_of_what_takes_packets_from_the_host_says_so(String command, String told) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " ")).contains(told).contains("--verbose", "--version");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request|Missing required parameter",
                "request eth0|Missing required parameter",
                "request eth0 0|QUEUES is how many queues, 1 to 252, not 0",
                "request eth0 253|not 253",
                "request eth0 two|'two'",
                "request eth0 1 --mode fast|fast",
                "request eth0 1 --start-queue -1|--start-queue",
                "request eth0 1 --timeout 0|--timeout",
                "request abcdefghijklmnop 1|has 16 bytes",
                "request a/b 1|is not a name an interface can have",
                "qmp|Missing required parameter: 'QMP-SOCKET'",
                "qmp /s|Missing required parameters: IFNAME and QUEUES, or --remove",
                "qmp /s eth0|Missing required parameters",
                "qmp /s eth0 0|QUEUES is how many queues, 1 to 252, not 0",
                "qmp /s eth0 1 --id 0x|--id begins with a letter",
                "qmp /s eth0 1 --id a:b|--id begins with a letter",
                "qmp /s eth0 1 --device d,mq|--device has 'mq', which is no key=value",
                "qmp /s eth0 1 --device d,netdev=x|--device has netdev=x, but the netdev is net0",
                "qmp /s eth0 1 --qemu-timeout 0|--qemu-timeout is a number of seconds",
                "qmp /s eth0 1 --timeout 0|--timeout",
                "qmp /s --remove eth0|--remove goes by --id",
                "qmp /s --remove --device d|--remove goes by --id",
                "frobnicate|frobnicate",
                "capture eth0|Missing required parameter",
                "capture eth0 1 -c 0|--count is how many packets",
                "capture eth0 1 --snaplen 0|--snaplen is 1 to 262144",
                "capture eth0 1 --buffer 0|--buffer is 1 to 1024 MiB",
                "replay file|Missing required parameter",
                "replay file eth0 --rate 5 --flat-out|mutually exclusive",
                "replay file eth0 --rate 5x|'5x'",
                "replay file eth0 --rate 0|--rate is a number",
                "replay file eth0 --speed -1|--speed is a number above 0",
                "replay file eth0 --loop 0|--loop is how often",
                "replay - eth0 --loop 2|standard input can be sent once only",
                "replay file eth0 --queue -1|--queue is a queue number",
                "generate eth0 --size 59|--size is 60 to",
                "generate eth0 --size 5000|--size is 60 to",
                "generate eth0 --flows 0|--flows is 1 to 16384",
                "generate eth0 --count 0|--count is how many packets",
                "generate eth0 --seconds 0|--seconds is a number above 0",
                "generate eth0 --to 1:2|'1:2' is no hardware address",
                "generate eth0 --to-ip 1.2.3|'1.2.3' is no IPv4 address",
                "generate eth0 --to-port 65536|--to-port is 0 to 65535",
                "sink eth0 0|QUEUES is how many queues",
                "sink eth0 1 --seconds NaN|--seconds is a number above 0"
            })
    void a_wrong_command_line_is_named_and_exits_with_2(String line, String told) {
        assertThat(run(line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(told);
    }

    @ParameterizedTest
    @CsvSource({"leases --json --all", "leases --json=true --all=false", "leases --verbose=false"})
    void a_flag_may_say_whether_it_is_on(String line) {
        assertThat(run((line + " --socket /nonexistent/socket").split(" "))).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString()).contains("ENOENT").hasLineCount(1);
    }

    @Test
    void a_broker_that_is_not_there_exits_with_3_and_says_where_it_was_looked_for() {
        assertThat(run("request", "eth0", "1", "--socket", "/nonexistent/socket"))
                .isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString())
                .startsWith("xdp-broker: ")
                .contains("/nonexistent/socket")
                .contains("ENOENT");
    }

    private int run(String... arguments) {
        CommandLine commandLine = XdpBrokerMain.commandLine(arguments);
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
