package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningBroker;

/** Native where the driver can, skb where it cannot, and never in the place of another program. */
class AttachModeIT extends ClientTests {

    AttachModeIT() {
        super(1);
    }

    @ParameterizedTest
    @CsvSource({"auto,native,xdp", "native,native,xdp", "skb,skb,xdpgeneric"})
    void on_veth_packets_arrive_in_either_mode(String asked, String granted, String shownByIp) {
        assertThat(client.tell("request l near0 1 0 " + asked)).endsWith(" " + granted);
        assertThat(bed.near("ip", "link", "show", "dev", "near0").out()).contains(" " + shownByIp + " ");
        client.tell("open l 0");
        bed.far("ping", "-c", "2", "-i", "0.2", "-W", "1", NetworkBed.NEAR_ADDRESS);
        assertThat(client.count("receive l 0 1 60000")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "tun"})
    void auto_falls_back_to_skb_where_the_driver_has_no_native_mode(String kind) {
        makeDevice(kind);
        assertThat(client.tell("request l odd0 1 0 auto")).contains(" skb ").contains("EOPNOTSUPP");
        client.tell("open l 0");
        broker.awaitLog("queue-bound");
    }

    @Test
    void auto_falls_back_to_skb_where_the_peers_mtu_is_too_large_for_native() {
        bed.far("ip", "link", "set", NetworkBed.FAR, "mtu", "9000").orFail();
        assertThat(client.tell("request l near0 1 0 auto"))
                .contains(" skb ")
                .contains("ERANGE")
                .contains("MTU");
        client.tell("open l 0");
        bed.far("ping", "-c", "2", "-i", "0.2", "-W", "1", NetworkBed.NEAR_ADDRESS);
        assertThat(client.count("receive l 0 1 60000")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "tun"})
    void native_alone_is_refused_with_the_kernels_reason_where_the_driver_has_none(String kind) {
        makeDevice(kind);
        assertThatThrownBy(() -> client.tell("request l odd0 1 0 native"))
                .hasMessageContaining("org.xdpbroker.Broker.AttachFailed")
                .hasMessageContaining("EOPNOTSUPP")
                .hasMessageContaining("skb");
        assertThat(bed.programOn("odd0")).isZero();
    }

    @Test
    void native_alone_is_refused_with_the_kernels_reason_where_the_mtu_is_too_large() {
        bed.far("ip", "link", "set", NetworkBed.FAR, "mtu", "9000").orFail();
        assertThatThrownBy(() -> client.tell("request l near0 1 0 native")).hasMessageContaining("ERANGE");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "xdpdrv,auto", "xdpdrv,native", "xdpdrv,skb",
        "xdpgeneric,auto", "xdpgeneric,native", "xdpgeneric,skb"
    })
    void a_foreign_program_is_named_and_left_as_it_is(String foreignMode, String asked) {
        int foreign = bed.attachForeignProgram(NetworkBed.NEAR, foreignMode);
        assertThatThrownBy(() -> client.tell("request l near0 1 0 " + asked))
                .hasMessageContaining("org.xdpbroker.Broker.InterfaceBusy")
                .hasMessageContaining("program " + foreign);
        assertThat(bed.programOn(NetworkBed.NEAR)).isEqualTo(foreign);
    }

    @Test
    void a_mode_that_other_leases_exclude_is_refused_and_auto_takes_theirs() {
        bed.close();
        broker.close();
        client.close();
        bed = NetworkBed.create(2);
        broker = RunningBroker.start(bed);
        client = Client.start(bed, broker);
        client.tell("request first near0 1 0 skb");
        assertThatThrownBy(() -> client.tell("request second near0 1 1 native"))
                .hasMessageContaining("org.xdpbroker.Broker.InterfaceBusy")
                .hasMessageContaining("skb mode");
        assertThat(client.tell("request second near0 1 1 auto")).endsWith(" skb");
    }

    @Test
    void nobody_can_displace_the_brokers_program_over_netlink() {
        client.tell("request l near0 1 0 auto");
        int program = bed.programOn(NetworkBed.NEAR);
        assertThatThrownBy(() -> bed.attachForeignProgram(NetworkBed.NEAR, "xdpdrv"))
                .hasMessageContaining("exited with");
        assertThat(bed.programOn(NetworkBed.NEAR)).isEqualTo(program);
    }

    @Test
    void the_interface_is_as_it_was_after_the_lease() {
        client.tell("request l near0 1 0 auto");
        client.tell("open l 0");
        client.tell("close l");
        Waiting.until("the program is detached", () -> bed.programOn(NetworkBed.NEAR) == 0);
        assertThat(bed.hostAnswers()).isTrue();
    }

    private void makeDevice(String kind) {
        if (kind.equals("tun")) {
            bed.near("ip", "tuntap", "add", "dev", "odd0", "mode", "tun").orFail();
        } else {
            bed.near("ip", "link", "add", "odd0", "type", kind).orFail();
        }
        bed.near("ip", "link", "set", "odd0", "up").orFail();
    }
}
