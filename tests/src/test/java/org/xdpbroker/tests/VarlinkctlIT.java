package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.CProgram;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.User;
import org.xdpbroker.tests.bed.Varlinkctl;

/** systemd's varlinkctl(1), called by a user without privilege, speaks to the broker as it is. */
class VarlinkctlIT extends SharedBrokerTests {

    private static final String INTERFACE = "org.xdpbroker.Broker";
    private static final String REQUEST = INTERFACE + ".Request";
    private static final String TWO_QUEUES = "{\"interface\":\"near0\",\"queueCount\":2}";

    private User user;

    @SuppressWarnings("NullAway.Init") // set before the tests
    VarlinkctlIT() {
        super(2);
    }

    @BeforeAll
    void makeUser() {
        user = User.of(bed, broker);
    }

    @ParameterizedTest
    @EnumSource
    void info_tells_who_serves(Varlinkctl varlinkctl) {
        assertThat(run(varlinkctl, "info", broker.socket()).orFail())
                .contains("xdp-brokerd")
                .contains("org.varlink.service")
                .contains(INTERFACE);
    }

    @ParameterizedTest
    @EnumSource
    void introspect_understands_the_interface_and_prints_it(Varlinkctl varlinkctl) {
        String definition =
                run(varlinkctl, "introspect", broker.socket(), INTERFACE).orFail();
        assertThat(definition)
                .contains("interface " + INTERFACE)
                .containsPattern("method Request\\(")
                .containsPattern("type Lease ?\\(")
                .containsPattern("error QueueBusy ?\\(");
    }

    @ParameterizedTest
    @EnumSource
    void call_prints_the_lease_which_ends_with_varlinkctl(Varlinkctl varlinkctl) {
        JsonObject lease = call(varlinkctl, REQUEST, TWO_QUEUES).getAsJsonObject("lease");
        assertThat(lease.get("interface").getAsString()).isEqualTo(NetworkBed.NEAR);
        assertThat(lease.get("uid").getAsInt()).isEqualTo(Client.UID);
        assertThat(lease.getAsJsonArray("queues")).hasSize(2);
        // it takes no descriptor that came with the reply
        broker.awaitLog("lease-ended lease=" + lease.get("id").getAsString());
    }

    @ParameterizedTest
    @EnumSource
    void methods_that_only_tell_answer(Varlinkctl varlinkctl) {
        assertThat(call(varlinkctl, INTERFACE + ".Check", TWO_QUEUES)
                        .get("decision")
                        .getAsString())
                .isEqualTo("allow");
        assertThat(call(varlinkctl, INTERFACE + ".ListInterfaces", "{}")
                        .getAsJsonArray("interfaces")
                        .toString())
                .contains("\"name\":\"near0\"");
        assertThat(call(varlinkctl, INTERFACE + ".ListLeases", "{}").getAsJsonArray("leases"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_error_is_told_with_its_name_and_its_parameters(Varlinkctl varlinkctl) {
        Programs.Result result =
                run(varlinkctl, "call", broker.socket(), REQUEST, "{\"interface\":\"near0\",\"queueCount\":3}");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains(INTERFACE + ".QueueOutOfRange");
        assertThat(json(result.out()).get("available").getAsInt()).isEqualTo(2);
        assertThat(json(result.out()).get("reason").getAsString()).contains("near0 has 2 receive queues");
    }

    @ParameterizedTest
    @EnumSource
    void with_more_subscribe_goes_on_telling_events(Varlinkctl varlinkctl) {
        try (RunningProgram events = user.start(varlinkctl.command(
                "--more", "--timeout=infinity", "call", broker.socket(), INTERFACE + ".Subscribe", "{}"))) {
            // that it has subscribed is not told; so there are leases until one is seen
            Waiting.until("an event is told", () -> {
                Cli.of(user).runWithQueues(1, "true").orFail();
                return events.out().contains("\"granted\"");
            });
            events.awaitOut("\"ended\"");
        }
    }

    @Test
    void exec_runs_a_command_that_has_the_sockets_and_then_the_lease_from_3_on() {
        String out = exec("sh", "-c", "echo $LISTEN_FDS $LISTEN_PID $$ $LISTEN_FDNAMES; ls -l /proc/$$/fd; :")
                .orFail();
        String[] words = out.lines().findFirst().orElseThrow().split(" ");
        assertThat(words).hasSize(3); // there are no names
        assertThat(words[0]).isEqualTo("3");
        assertThat(words[1]).isEqualTo(words[2]);
        assertThat(out.lines().filter(line -> line.contains(" -> socket:")))
                .satisfiesExactly(
                        first -> assertThat(first).contains(" 3 -> "),
                        second -> assertThat(second).contains(" 4 -> "),
                        third -> assertThat(third).contains(" 5 -> "));
    }

    @Test
    void exec_gives_the_command_the_reply_as_standard_input() {
        JsonObject reply = json(exec("cat").orFail());
        assertThat(reply.getAsJsonObject("lease").getAsJsonArray("queues").toString())
                .isEqualTo("[{\"queue\":0,\"socketFileDescriptor\":0},{\"queue\":1,\"socketFileDescriptor\":1}]");
        assertThat(reply.get("leaseFileDescriptor").getAsInt()).isEqualTo(2);
    }

    @Test
    void exec_serves_a_program_that_reads_xdp_brokers_environment() {
        List<String> command = new ArrayList<>(Varlinkctl.WITH_EXEC.command(
                "--exec", "call", broker.socket(), REQUEST, "{\"interface\":\"near0\",\"startQueue\":1}", "--"));
        command.addAll(List.of("env", "XDP_BROKER_IFNAME=near0", "XDP_BROKER_QUEUES=1", CProgram.echo()));
        try (RunningProgram echo = user.start(command)) {
            broker.awaitLog("interface=near0 queue=1");
            assertThat(echo.awaitOut("answering ")).contains("queue 1 of near0");
        }
    }

    @Test
    void exec_of_a_command_that_is_not_found_leaves_no_lease() {
        Programs.Result result = exec("/nonexistent/command");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).contains("/nonexistent/command");
    }

    private Programs.Result exec(String... command) {
        List<String> all = new ArrayList<>(
                Varlinkctl.WITH_EXEC.command("--exec", "call", broker.socket(), REQUEST, TWO_QUEUES, "--"));
        all.addAll(List.of(command));
        return user.run(all);
    }

    private Programs.Result run(Varlinkctl varlinkctl, String... arguments) {
        return user.run(varlinkctl.command(arguments));
    }

    private JsonObject call(Varlinkctl varlinkctl, String method, String parameters) {
        return json(run(varlinkctl, "call", broker.socket(), method, parameters).orFail());
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
