package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Cli;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.RunningQemu;

/** {@code xdp-broker qmp}: a lease into a QEMU that runs, and out of it; or nothing at all. */
class QmpIT extends SharedBrokerTests {

    private static final int EXIT_REFUSED = 1;
    private static final int EXIT_FAILURE = 3;
    private static final String ALL_OF_IT = "xdp-broker-lease-net0;net0;net0-device";
    private static final String NOTHING = ";;";

    private RunningQemu qemu;

    @SuppressWarnings("NullAway.Init") // set before the tests
    QmpIT() {
        super(2);
    }

    @BeforeAll
    void startQemu() {
        qemu = RunningQemu.start(bed);
    }

    @AfterAll
    void stopQemu() {
        qemu.close();
    }

    @BeforeEach
    void restart_qemu_where_a_test_ended_it() {
        if (!qemu.isAlive()) {
            qemu.close();
            qemu = RunningQemu.start(bed);
        }
        qemu.log();
    }

    @AfterEach
    void take_all_out_of_qemu() {
        if (qemu.isAlive()) {
            qemu.tell("reset");
        }
    }

    @Test
    void qemu_gets_packets_after_the_command_has_ended() {
        String out = plug("2").orFail();
        assertThat(out).containsPattern("lease +[0-9a-f]{16}\n").containsPattern("queues +0, 1\n");
        assertThat(out).containsPattern("netdev +net0\n").containsPattern("device +net0-device \\(virtio-net-pci\\)\n");
        assertThat(qemu.held()).isEqualTo(ALL_OF_IT);
        assertThat(leases()).hasSize(1);
        Waiting.until(
                "the broker has seen that both are bound",
                () -> leases().get(0).get("state").getAsString().equals("active"));
        try (Client far = Client.startFar(bed)) {
            far.tell("udp " + NetworkBed.NEAR_ADDRESS + " 9 20");
            assertThat(Integer.parseInt(qemu.tell("receive net0 60000"))).isPositive();
        }
        assertThat(bed.hostAnswers()).isFalse();
    }

    @Test
    void qemu_gets_the_sockets_then_the_netdev_then_the_lease_and_the_device_last() {
        plug("2").orFail();
        assertThat(qemu.log())
                .startsWith("qmp_capabilities ")
                .endsWith(" device-list-properties getfd+ getfd+ netdev_add getfd+ device_add");
    }

    @Test
    void the_lease_lasts_as_long_as_qemu() {
        plug("1").orFail();
        assertThat(bed.programOn(NetworkBed.NEAR)).isNotZero();
        qemu.kill();
        awaitDetached();
        assertThat(leases()).isEmpty();
    }

    @Test
    void removing_gives_the_queues_back_and_leaves_nothing_in_qemu() {
        plug("2").orFail();
        qemu.log();
        Programs.Result removed = cli.run("qmp", qemu.socket(), "--remove");
        assertThat(removed.orFail()).isEqualTo("removed    net0; its lease has ended\n");
        assertThat(removed.err()).isEmpty();
        assertThat(qemu.log()).endsWith("device_del netdev_del closefd");
        assertThat(qemu.held()).isEqualTo(NOTHING);
        awaitDetached();
        assertThat(bed.hostAnswers()).isTrue();
    }

    @Test
    void an_id_and_a_device_of_ones_own_are_added_and_removed() {
        assertThat(plug("1", "--id", "lan", "--device", "virtio-net-pci,id=card,mac=52:54:00:00:00:01,mq=off")
                        .orFail())
                .contains("lan")
                .contains("card (virtio-net-pci)")
                .contains("--remove --id lan");
        assertThat(qemu.held()).isEqualTo("xdp-broker-lease-lan;lan;card");
        cli.run("qmp", qemu.socket(), "--remove", "--id", "lan").orFail();
        assertThat(qemu.held()).isEqualTo(NOTHING);
    }

    @Test
    void two_leases_in_one_qemu_are_held_and_removed_each_by_itself() {
        plug("1").orFail();
        plug("1", "--id", "net1", "--start-queue", "1", "--mode", "native").orFail();
        assertThat(leases()).hasSize(2);
        cli.run("qmp", qemu.socket(), "--remove").orFail();
        Waiting.until("one lease is left", () -> leases().size() == 1);
        assertThat(qemu.held()).isEqualTo("xdp-broker-lease-net1;net1;net1-device");
    }

    @Test
    void events_between_the_answers_do_no_harm() {
        qemu.tell("chatty");
        plug("1").orFail();
        cli.run("qmp", qemu.socket(), "--remove").orFail();
        assertThat(qemu.held()).isEqualTo(NOTHING);
    }

    @Test
    void as_json_the_lease_is_told_and_what_it_is_in_qemu() {
        List<JsonObject> lines = json(plug("1", "--json").orFail());
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).getAsJsonObject("lease").get("interface").getAsString())
                .isEqualTo("near0");
        assertThat(lines.get(1).toString()).isEqualTo("{\"qemu\":{\"netdev\":\"net0\",\"device\":\"net0-device\"}}");
        assertThat(cli.run("qmp", qemu.socket(), "--remove", "--json").orFail()).isEqualTo("{\"removed\":\"net0\"}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "getfd, handing over the sockets failed, getfd+",
        "netdev_add, adding netdev net0, getfd+ getfd+ netdev_add closefd closefd",
        "device_add, adding device net0-device, getfd+ getfd+ netdev_add getfd+ device_add closefd netdev_del"
    })
    void a_step_that_fails_undoes_those_before_it_and_the_lease_is_gone(String step, String told, String log) {
        qemu.tell("next " + step + " refuse");
        Programs.Result result = plug("2");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err())
                .contains(told)
                .contains("QEMU refused " + step + ": GenericError: told to refuse.")
                .contains("Nothing is left in QEMU. The lease has ended.");
        assertThat(result.out()).isEmpty();
        assertThat(qemu.log()).endsWith(log);
        assertThat(qemu.held()).isEqualTo(NOTHING);
        assertThat(leases()).isEmpty();
        assertThat(bed.hostAnswers()).isTrue();
    }

    @Test
    void a_qemu_in_another_network_namespace_cannot_bind_and_nothing_is_left() {
        try (RunningQemu far = RunningQemu.startFar(bed)) {
            Programs.Result result = cli.run("qmp", far.socket(), "near0", "1");
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err())
                    .contains("adding netdev net0 (af-xdp on near0, 1 queue from 0 on, native) failed: ")
                    .contains("Nothing is left in QEMU. The lease has ended.");
            assertThat(far.held()).isEqualTo(NOTHING);
        }
        assertThat(leases()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "getfd, drop",
        "netdev_add, drop",
        "netdev_add, garbage",
        "netdev_add, silence",
        "device_add, drop",
        "device_add, silence"
    })
    void a_qemu_that_is_lost_on_the_way_has_no_lease_and_can_be_cleaned(String step, String behaviour) {
        qemu.tell("next " + step + " " + behaviour);
        // only silence has to be waited for in vain
        Programs.Result result = plug("1", "--qemu-timeout", behaviour.equals("silence") ? "5" : "60");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err())
                .contains("The lease has ended.")
                .contains("xdp-broker qmp " + qemu.socket() + " --remove --id net0 takes it out");
        assertThat(leases()).isEmpty();
        awaitDetached();
        assertThat(bed.hostAnswers()).isTrue();
        if (step.equals("device_add")) {
            assertThat(qemu.held()).isEqualTo("xdp-broker-lease-net0;net0;");
            cli.run("qmp", qemu.socket(), "--remove").orFail();
            assertThat(qemu.held()).isEqualTo(NOTHING);
        }
    }

    @Test
    void a_qemu_that_dies_on_the_way_takes_everything_with_it() {
        qemu.tell("next netdev_add exit");
        Programs.Result result = plug("2");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("It may have ended").contains("The lease has ended");
        Waiting.until("it has ended", () -> !qemu.isAlive());
        assertThat(leases()).isEmpty();
    }

    @Test
    void a_netdev_that_is_there_is_not_touched() {
        plug("1").orFail();
        Programs.Result again = Cli.runAlone(bed, "qmp", qemu.socket(), "near0", "1");
        assertThat(again.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(again.err())
                .contains("already has a netdev net0, of type af-xdp")
                .contains("Nothing was asked");
        assertThat(qemu.held()).isEqualTo(ALL_OF_IT);
        assertThat(leases()).hasSize(1);
    }

    @Test
    void a_device_that_is_there_is_not_touched() {
        plug("1").orFail();
        Programs.Result other =
                plug("1", "--id", "net1", "--start-queue", "1", "--device", "virtio-net-pci,id=net0-device");
        assertThat(other.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(other.err()).contains("Duplicate device ID 'net0-device'").contains("Nothing is left in QEMU");
        assertThat(qemu.held()).isEqualTo(ALL_OF_IT);
        assertThat(leases()).hasSize(1);
    }

    @Test
    void what_the_broker_refuses_is_told_in_its_words_and_qemu_is_as_it_was() {
        Programs.Result result = cli.run("qmp", qemu.socket(), "nothere0", "1");
        assertThat(result.exitCode()).isEqualTo(EXIT_REFUSED);
        assertThat(result.err()).contains("(NoSuchInterface)");
        assertThat(qemu.log()).doesNotContain("getfd");
    }

    @Test
    void a_broker_that_is_not_there_leaves_qemu_as_it_was() {
        Programs.Result result = Cli.at(bed, "/nonexistent/socket").run("qmp", qemu.socket(), "near0", "1");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("cannot reach xdp-brokerd");
        assertThat(qemu.log()).doesNotContain("getfd");
    }

    @Test
    void a_device_that_qemu_does_not_have_is_told_before_the_broker_is_asked() {
        Programs.Result result = Cli.runAlone(bed, "qmp", qemu.socket(), "near0", "1", "--device", "nosuch-pci");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("Device 'nosuch-pci' not found").contains("Nothing was asked of the broker");
    }

    @Test
    void a_qemu_that_may_not_lock_enough_memory_is_told_before_it_could_fail() {
        try (RunningQemu small = RunningQemu.startWithLittleMemory(bed)) {
            Programs.Result result = Cli.runAlone(bed, "qmp", small.socket(), "near0", "2");
            assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
            assertThat(result.err())
                    .contains("may lock 8 MiB of memory, and needs 64 MiB for 2 queues")
                    .contains("prlimit --pid " + small.pid() + " --memlock=67108864");
            assertThat(small.log()).doesNotContain("getfd");
        }
    }

    @Test
    void that_qemu_reads_one_queue_of_several_is_told_and_of_one_nothing_is() {
        assertThat(plug("1").err()).isEmpty();
        cli.run("qmp", qemu.socket(), "--remove").orFail();
        assertThat(plug("2").err()).contains("warning: QEMU 10.2 and earlier read only one queue");
    }

    @Test
    void a_path_without_qemu_is_told_with_what_qemu_is_to_be_started_with() {
        Programs.Result result = cli.run("qmp", "/nonexistent/qmp", "near0", "1");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err())
                .contains("connect(/nonexistent/qmp) failed: ENOENT")
                .contains("-qmp unix:PATH,server=on,wait=off");
        assertThat(result.err().lines()).hasSize(1);
    }

    @Test
    void a_file_that_is_no_socket_is_told() {
        Programs.Result result = cli.run("qmp", "/dev/null", "near0", "1");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("ECONNREFUSED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"QEMU", "{}", "{\"QMP\":true}", "SSH-2.0"})
    void a_peer_that_does_not_speak_qmp_is_told(String greeting) {
        qemu.tell("greet " + greeting);
        Programs.Result result = plug("1");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("what answers at " + qemu.socket() + " does not speak QMP");
    }

    @Test
    void a_peer_that_says_nothing_is_told() {
        qemu.tell("greet -");
        Programs.Result result = plug("1", "--qemu-timeout", "0.5");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("did not send its greeting within 500 ms");
    }

    @Test
    void the_broker_itself_is_no_qemu() {
        Programs.Result result = cli.run("qmp", broker.socket(), "near0", "1", "--qemu-timeout", "0.5");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("did not send its greeting");
    }

    @ParameterizedTest
    @CsvSource({"holds, did not let go of", "refuses, refused to let go of"})
    void a_guest_that_does_not_let_go_keeps_netdev_and_lease_until_it_does(String guest, String told) {
        plug("1").orFail();
        qemu.tell("guest " + guest);
        Programs.Result result = cli.run("qmp", qemu.socket(), "--remove", "--qemu-timeout", "5");
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("the guest " + told + " /machine/peripheral/net0-device");
        assertThat(qemu.held()).isEqualTo(ALL_OF_IT);
        assertThat(leases()).hasSize(1);
        qemu.tell("guest cooperates");
        cli.run("qmp", qemu.socket(), "--remove").orFail();
        assertThat(qemu.held()).isEqualTo(NOTHING);
    }

    @Test
    void waiting_for_the_guest_for_long_is_told_while_it_lasts() {
        plug("1").orFail();
        qemu.tell("guest holds");
        try (RunningProgram removing = cli.start("qmp", qemu.socket(), "--remove", "--qemu-timeout", "60")) {
            Waiting.until("it says what it waits for", () -> removing.err()
                    .contains("waiting for the guest to let go of /machine/peripheral/net0-device"));
            assertThat(qemu.held()).isEqualTo(ALL_OF_IT);
        }
    }

    @ParameterizedTest
    @CsvSource({"net7, has no netdev net7", "user0, is of type user"})
    void what_was_not_added_is_not_removed(String id, String told) {
        plug("1").orFail();
        Programs.Result result = cli.run("qmp", qemu.socket(), "--remove", "--id", id);
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains(told);
        assertThat(qemu.held()).isEqualTo(ALL_OF_IT);
    }

    private Programs.Result plug(String queues, String... options) {
        String[] arguments = new String[4 + options.length];
        System.arraycopy(new String[] {"qmp", qemu.socket(), "near0", queues}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        return cli.run(arguments);
    }

    private List<JsonObject> leases() {
        return json(cli.run("leases", "--json").orFail());
    }

    private static List<JsonObject> json(String out) {
        return out.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }
}
