package org.xdpbroker.cli.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xdpbroker.cli.qmp.ScriptedQemu;

/** How a netdev is taken out, and what is said when that does not go as it should. */
class UnplugTest {

    private static final String CARD = "/machine/peripheral/card";
    private static final String DELETED = event("DEVICE_DELETED", CARD);
    private static final String DEVICE_DEL = "device_del{\"id\":\"" + CARD + "\"}";
    private static final String NETDEV_DEL = "netdev_del{\"id\":\"net0\"}";
    private static final String CLOSE = "closefd{\"fdname\":\"xdp-broker-lease-net0\"}";
    private static final String DONE = "{\"return\":{},\"id\":@ID}";

    private final ScriptedQemu qemu = new ScriptedQemu()
            .returning("human-monitor-command", "\" \\\\ net0: index=0,type=af-xdp,af-xdp0 to eth0\\r\\n\"")
            .returning(
                    "qom-list",
                    "[{\"name\":\"type\",\"type\":\"string\"},{\"name\":\"disk\",\"type\":\"child<virtio-blk-pci>\"},"
                            + "{\"name\":\"card\",\"type\":\"child<virtio-net-pci>\"}]")
            .refusing("qom-list", "DeviceNotFound", "no peripheral-anon")
            .refusing("qom-get", "GenericError", "Property 'virtio-blk-pci.netdev' not found")
            .returning("qom-get", "\"net0\"");
    private final List<String> progress = new ArrayList<>();

    @Test
    void the_device_goes_first_then_the_netdev_then_the_lease() throws Exception {
        qemu.answering("device_del", DONE + DELETED);
        unplug();
        assertThat(changes()).containsExactly(DEVICE_DEL, NETDEV_DEL, CLOSE);
        assertThat(progress).isEmpty();
    }

    @Test
    void a_device_that_is_gone_before_qemu_answers_is_seen() throws Exception {
        qemu.answering("device_del", DELETED + DONE);
        unplug();
        assertThat(changes()).containsExactly(DEVICE_DEL, NETDEV_DEL, CLOSE);
    }

    @Test
    void events_of_other_devices_are_passed_over() throws Exception {
        qemu.answering(
                "device_del",
                DONE
                        + event("DEVICE_DELETED", "/machine/peripheral/card/virtio-backend")
                        + event("DEVICE_UNPLUG_GUEST_ERROR", "/machine/peripheral/other")
                        + DELETED);
        unplug();
        assertThat(changes()).containsExactly(DEVICE_DEL, NETDEV_DEL, CLOSE);
    }

    @Test
    void a_device_that_was_asked_to_go_before_is_waited_for() throws Exception {
        qemu.answering(
                "device_del",
                "{\"error\":{\"class\":\"GenericError\",\"desc\":\"Device card is already in the process of unplug\"},"
                        + "\"id\":@ID}" + DELETED);
        unplug();
        assertThat(changes()).containsExactly(DEVICE_DEL, NETDEV_DEL, CLOSE);
    }

    @Test
    void a_guest_that_does_not_let_go_is_told_and_netdev_and_lease_stay() {
        assertThatThrownBy(() -> unplug(Duration.ofMillis(100)))
                .isInstanceOf(HotPlugException.class)
                .hasMessageStartingWith("the guest did not let go of " + CARD)
                .hasMessageContaining("netdev net0 and its lease are still in QEMU")
                .hasMessageContaining("reset of the guest");
        assertThat(changes()).containsExactly(DEVICE_DEL);
    }

    @Test
    void a_guest_that_refuses_is_told_at_once() {
        qemu.answering("device_del", DONE + event("DEVICE_UNPLUG_GUEST_ERROR", CARD));
        assertThatThrownBy(this::unplug).hasMessageStartingWith("the guest refused to let go of " + CARD);
        assertThat(changes()).containsExactly(DEVICE_DEL);
    }

    @Test
    void what_is_gone_already_is_passed_over() throws Exception {
        qemu.refusing("device_del", "DeviceNotFound", "gone").refusing("netdev_del", "DeviceNotFound", "gone");
        unplug();
        assertThat(changes()).containsExactly(DEVICE_DEL, NETDEV_DEL, CLOSE);
    }

    @Test
    void a_lease_that_another_monitor_holds_is_told() {
        qemu.answering("device_del", DONE + DELETED).refusing("closefd", "GenericError", "not found");
        assertThatThrownBy(this::unplug)
                .hasMessageStartingWith("netdev net0 was removed, but QEMU's monitor at /vm.qmp did not hold its lease")
                .hasMessageContaining("xdp-broker revoke");
    }

    @Test
    void a_netdev_that_is_not_there_is_told() {
        ScriptedQemu empty = new ScriptedQemu()
                .returning("human-monitor-command", "\"\"")
                .refusing("netdev_del", "DeviceNotFound", "Device 'net0' not found")
                .refusing("closefd", "GenericError", "not found");
        assertThatThrownBy(() -> new Unplug(empty.client(), "net0", Duration.ZERO, progress::add).unplug())
                .hasMessageStartingWith("QEMU at /vm.qmp has no netdev net0.");
    }

    @ParameterizedTest
    @CsvSource({"user", "tap", "vhost-user"})
    void a_netdev_of_another_type_is_left_alone(String type) {
        ScriptedQemu other =
                new ScriptedQemu().returning("human-monitor-command", "\"net0: index=0,type=" + type + ",x\"");
        assertThatThrownBy(() -> new Unplug(other.client(), "net0", Duration.ZERO, progress::add).unplug())
                .hasMessageContaining("is of type " + type + ", not af-xdp");
        assertThat(other.commands()).hasSize(1);
    }

    @Test
    void a_refusal_of_another_kind_is_passed_on() {
        qemu.refusing("device_del", "GenericError", "device_del not allowed while migrating");
        assertThatThrownBy(this::unplug).hasMessageContaining("not allowed while migrating");
        assertThat(changes()).containsExactly(DEVICE_DEL);
    }

    private void unplug() throws IOException {
        unplug(Duration.ofMinutes(1));
    }

    /** @param patience with the guest */
    private void unplug(Duration patience) throws IOException {
        new Unplug(qemu.client(), "net0", patience, progress::add).unplug();
    }

    private List<String> changes() {
        return qemu.commands().stream()
                .filter(command ->
                        command.startsWith("device_") || command.startsWith("netdev_") || command.startsWith("closefd"))
                .toList();
    }

    private static String event(String name, String path) {
        return "{\"event\":\"" + name + "\",\"data\":{\"path\":\"" + path + "\"}}";
    }
}
