package org.xdpbroker.cli.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.cli.qmp.ScriptedQemu;

/** What QEMU is told, in which order, and what of it is undone when a step fails. */
class HotPlugTest {

    private static final String GET_2 = "getfd{\"fdname\":\"xdp-broker-a1-queue-2\"}+";
    private static final String GET_3 = "getfd{\"fdname\":\"xdp-broker-a1-queue-3\"}+";
    private static final String GET_LEASE = "getfd{\"fdname\":\"xdp-broker-lease-net0\"}+";
    private static final String NETDEV_ADD =
            "netdev_add{\"type\":\"af-xdp\",\"id\":\"net0\",\"ifname\":\"eth0\",\"queues\":2,"
                    + "\"start-queue\":2,\"mode\":\"skb\",\"inhibit\":true,"
                    + "\"sock-fds\":\"xdp-broker-a1-queue-2:xdp-broker-a1-queue-3\"}";
    private static final String DEVICE_ADD =
            "device_add{\"driver\":\"virtio-net-pci\",\"mq\":true,\"vectors\":6,\"netdev\":\"net0\",\"id\":\"net0-device\"}";
    private static final String CLOSE_2 = "closefd{\"fdname\":\"xdp-broker-a1-queue-2\"}";
    private static final String CLOSE_3 = "closefd{\"fdname\":\"xdp-broker-a1-queue-3\"}";
    private static final String CLOSE_LEASE = "closefd{\"fdname\":\"xdp-broker-lease-net0\"}";
    private static final String NETDEV_DEL = "netdev_del{\"id\":\"net0\"}";

    private final ScriptedQemu qemu = new ScriptedQemu()
            .returning("human-monitor-command", "\"\"")
            .returning(
                    "device-list-properties",
                    "[{\"name\":\"mq\",\"type\":\"bool\"},{\"name\":\"vectors\",\"type\":\"uint32\"}]");
    private FakeLease lease;

    @BeforeEach
    void grant() throws IOException {
        lease = new FakeLease();
    }

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void qemu_gets_the_sockets_then_the_netdev_then_the_lease_and_the_device_last() throws Exception {
        plug();
        assertThat(qemu.commands()).containsExactly(GET_2, GET_3, NETDEV_ADD, GET_LEASE, DEVICE_ADD);
        assertThat(lease.isActive()).isTrue();
        assertThat(lease.isEnded()).isFalse();
        assertThat(lease.socketsAreClosed()).isTrue();
    }

    @Test
    void a_socket_that_is_not_taken_undoes_those_before_it() {
        qemu.returning("getfd", "{}").refusing("getfd", "GenericError", "no descriptor");
        assertThatThrownBy(this::plug)
                .isInstanceOf(HotPlugException.class)
                .hasMessage("handing over the sockets failed: QEMU refused getfd: GenericError: no descriptor."
                        + " Nothing is left in QEMU. The lease has ended.");
        assertThat(qemu.commands()).containsExactly(GET_2, GET_3, CLOSE_2);
        nothingIsHeld();
    }

    @Test
    void a_netdev_that_is_not_added_undoes_the_sockets_those_it_took_aside() {
        qemu.refusing("netdev_add", "GenericError", "Duplicate ID")
                .refusing("closefd", "GenericError", "File descriptor not found");
        assertThatThrownBy(this::plug)
                .hasMessageContaining("adding netdev net0 (af-xdp on eth0, 2 queues from 2 on, skb) failed: ")
                .hasMessageContaining("QEMU refused netdev_add: GenericError: Duplicate ID.")
                .hasMessageContaining("Nothing is left in QEMU");
        assertThat(qemu.commands()).containsExactly(GET_2, GET_3, NETDEV_ADD, CLOSE_3, CLOSE_2);
        nothingIsHeld();
    }

    @Test
    void queues_that_the_broker_does_not_give_undo_the_netdev() {
        lease.failingToActivate("queue 2 is bound elsewhere.");
        assertThatThrownBy(this::plug)
                .hasMessageStartingWith("giving the queues to netdev net0 failed: queue 2 is bound elsewhere. Nothing");
        assertThat(qemu.commands()).containsExactly(GET_2, GET_3, NETDEV_ADD, NETDEV_DEL);
        nothingIsHeld();
    }

    @Test
    void a_lease_that_is_not_taken_undoes_the_netdev() {
        qemu.returning("getfd", "{}").returning("getfd", "{}").refusing("getfd", "GenericError", "x");
        assertThatThrownBy(this::plug).hasMessageStartingWith("handing over the lease failed");
        assertThat(qemu.commands()).containsExactly(GET_2, GET_3, NETDEV_ADD, GET_LEASE, NETDEV_DEL);
        nothingIsHeld();
    }

    @Test
    void a_device_that_is_not_added_undoes_the_lease_and_the_netdev() {
        qemu.refusing("device_add", "GenericError", "Bus 'pcie.0' does not support hotplugging");
        assertThatThrownBy(this::plug)
                .hasMessageStartingWith("adding device net0-device (virtio-net-pci) failed: QEMU refused device_add")
                .hasMessageContaining("pcie-root-port");
        assertThat(qemu.commands())
                .containsExactly(GET_2, GET_3, NETDEV_ADD, GET_LEASE, DEVICE_ADD, CLOSE_LEASE, NETDEV_DEL);
        nothingIsHeld();
    }

    @Test
    void an_undo_that_fails_is_told_and_the_others_are_done() {
        qemu.refusing("device_add", "GenericError", "x").refusing("netdev_del", "GenericError", "locked");
        assertThatThrownBy(this::plug)
                .hasMessageContaining("Undoing it failed too: QEMU refused netdev_del: GenericError: locked.")
                .hasMessageEndingWith("The lease has ended.");
        assertThat(qemu.commands()).contains(CLOSE_LEASE);
        nothingIsHeld();
    }

    @ParameterizedTest
    @CsvSource({
        "getfd, " + ScriptedQemu.END,
        "netdev_add, " + ScriptedQemu.END,
        "device_add, " + ScriptedQemu.END,
        "netdev_add, " + ScriptedQemu.SILENCE,
        "device_add, " + ScriptedQemu.SILENCE,
        "device_add, garbage"
    })
    void a_connection_that_is_lost_ends_the_lease_and_tells_how_to_undo_the_rest(String command, String instead) {
        qemu.answering(command, instead);
        assertThatThrownBy(this::plug)
                .isInstanceOf(HotPlugException.class)
                .hasMessageContaining("If QEMU goes on, the netdev may be left in it:"
                        + " xdp-broker qmp /vm.qmp --remove --id net0 takes it out.")
                .hasMessageEndingWith("The lease has ended.");
        assertThat(qemu.commands().get(qemu.commands().size() - 1)).startsWith(command);
        nothingIsHeld();
    }

    @Test
    void a_connection_that_is_lost_while_undoing_is_told_too() {
        qemu.refusing("device_add", "GenericError", "x").answering("closefd", ScriptedQemu.END);
        assertThatThrownBy(this::plug).hasMessageContaining("--remove --id net0 takes it out.");
        nothingIsHeld();
    }

    @Test
    void a_lease_that_cannot_be_ended_is_told() {
        lease.failingToEnd("the broker is stopped");
        qemu.refusing("device_add", "GenericError", "x");
        assertThatThrownBy(this::plug)
                .hasMessageEndingWith("The lease could not be ended: the broker is stopped.")
                .hasMessageNotContaining("has ended");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Parameter 'type' does not accept value 'af-xdp'|built with --enable-af-xdp",
                "network backend 'af-xdp' is not compiled into this binary|built with --enable-af-xdp",
                "failed to create umem for eth0 queue_index: 0: No buffer space available|prlimit --memlock",
                "failed to get ifindex for 'eth0': No such device|network namespace",
                "failed to create AF_XDP socket for eth0 queue_id: 0: Device or resource busy|--start-queue"
            })
    void what_to_do_next_is_told_where_qemus_words_say_what_is_wrong(String words, String next) {
        qemu.refusing("netdev_add", "GenericError", words);
        assertThatThrownBy(this::plug).hasMessageContaining(words).hasMessageContaining(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "net0: index=0,type=user,net=10.0.2.0|of type user. Choose another with --id.",
                "card: index=0,type=nic,model=e1000\\r\\n \\\\ net0: index=0,type=af-xdp,x|take it out with --remove"
            })
    void an_id_that_is_taken_is_told_before_anything_is_asked(String list, String told) throws Exception {
        ScriptedQemu taken = new ScriptedQemu().returning("human-monitor-command", "\"" + list + "\"");
        HotPlug hotPlug =
                new HotPlug(taken.client(), "net0", DeviceOption.virtio(2).on("net0"));
        assertThatThrownBy(() -> hotPlug.check(2))
                .isInstanceOf(HotPlugException.class)
                .hasMessageContaining("already has a netdev net0")
                .hasMessageContaining(told)
                .hasMessageEndingWith("Nothing was asked of the broker.");
    }

    @ParameterizedTest
    @CsvSource({"net00: index=0", "xnet0: index=0", "other: index=0"})
    void another_id_is_none_of_it(String start) throws Exception {
        ScriptedQemu other = new ScriptedQemu()
                .returning("human-monitor-command", "\"" + start + ",type=user,net0: index=0,type=x\"");
        new HotPlug(other.client(), "net0", DeviceOption.virtio(1).on("net0")).check(1);
    }

    @Test
    void a_device_that_qemu_does_not_have_is_told_before_anything_is_asked() throws Exception {
        ScriptedQemu without =
                new ScriptedQemu().refusing("device-list-properties", "DeviceNotFound", "Device 'nosuch' not found");
        HotPlug hotPlug = new HotPlug(
                without.client(), "net0", DeviceOption.parse("nosuch").on("net0"));
        assertThatThrownBy(() -> hotPlug.check(1))
                .hasMessageContaining("Device 'nosuch' not found")
                .hasMessageContaining("Nothing was asked of the broker");
    }

    private void plug() throws IOException {
        HotPlug hotPlug =
                new HotPlug(qemu.client(), "net0", DeviceOption.virtio(2).on("net0"));
        hotPlug.check(2);
        qemu.commands().clear();
        hotPlug.plug(lease);
    }

    private void nothingIsHeld() {
        assertThat(lease.socketsAreClosed()).isTrue();
        assertThat(lease.isEnded()).isTrue();
    }
}
