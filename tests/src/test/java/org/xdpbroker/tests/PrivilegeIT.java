package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xdpbroker.tests.bed.BrokerCommand;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.RunningBroker;
import org.xdpbroker.tests.bed.Stage;

/** What broker and client may do, as the kernel sees it, and with which rights the broker refuses to start. */
class PrivilegeIT extends SharedClientTests {

    /** CAP_NET_ADMIN (12), CAP_NET_RAW (13) and CAP_BPF (39). */
    private static final String THE_THREE = "0000008000003000";

    private static final int EXIT_FAILURE = 3;

    PrivilegeIT() {
        super(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CapPrm", "CapEff", "CapInh", "CapBnd", "CapAmb"})
    void the_broker_has_exactly_three_capabilities_and_can_get_no_other(String set) {
        assertThat(Procfs.status(broker.pid(), set)).isEqualTo(THE_THREE);
    }

    @Test
    void the_broker_is_no_part_of_root_and_can_gain_nothing_by_exec() {
        assertThat(Procfs.status(broker.pid(), "Uid").split("\t")).containsOnly(String.valueOf(RunningBroker.UID));
        assertThat(Procfs.status(broker.pid(), "Gid").split("\t")).containsOnly(String.valueOf(RunningBroker.UID));
        assertThat(Procfs.status(broker.pid(), "Groups")).isEmpty();
        assertThat(Procfs.status(broker.pid(), "NoNewPrivs")).isEqualTo("1");
    }

    @Test
    void called_by_root_the_script_leaves_the_broker_the_same_rights() {
        try (RunningBroker other = BrokerCommand.in(bed)
                .asRoot()
                .environment("XDP_BROKER_USER", String.valueOf(RunningBroker.UID))
                .start()) {
            for (String set : new String[] {"CapPrm", "CapEff", "CapInh", "CapBnd", "CapAmb"}) {
                assertThat(Procfs.status(other.pid(), set)).isEqualTo(THE_THREE);
            }
            assertThat(Procfs.status(other.pid(), "Uid").split("\t")).containsOnly(String.valueOf(RunningBroker.UID));
            assertThat(Procfs.status(other.pid(), "NoNewPrivs")).isEqualTo("1");
        }
    }

    @Test
    void the_broker_refuses_to_run_as_root() {
        Programs.Result result = BrokerCommand.in(bed).asRoot().withoutScript().run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("does not run as root").contains("bin/xdp-brokerd");
    }

    @Test
    void the_broker_refuses_to_run_with_CAP_SYS_ADMIN() {
        Programs.Result result = BrokerCommand.in(bed)
                .capabilities("net_raw net_admin bpf sys_admin")
                .run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err()).contains("does not run with CAP_SYS_ADMIN");
    }

    /** Where root itself lacks it, nobody can give it; what is refused then is the attempt. */
    @Test
    void the_broker_refuses_to_run_with_CAP_SYS_RESOURCE_that_nobody_asked_for() {
        Programs.Result result = BrokerCommand.in(bed)
                .capabilities("net_raw net_admin bpf sys_resource")
                .run();
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err())
                .containsAnyOf(
                        "CAP_SYS_RESOURCE only where it is told to use it",
                        "setpriv: apply capabilities: Operation not permitted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"net_raw", "net_admin", "bpf"})
    void the_broker_refuses_to_run_without_one_of_the_three_and_names_it(String missing) {
        Programs.Result result = BrokerCommand.in(bed)
                .capabilities(
                        "net_raw net_admin bpf".replace(missing, "").strip().replaceAll(" +", " "))
                .run();
        assertThat(result.exitCode()).isEqualTo(EXIT_FAILURE);
        assertThat(result.err())
                .contains("CAP_" + missing.toUpperCase(java.util.Locale.ROOT) + " is missing")
                .contains("ambient");
    }

    @Test
    void the_broker_obeys_no_environment_that_steers_a_jvm() {
        try (RunningBroker other = BrokerCommand.in(bed)
                .environment("JAVA_TOOL_OPTIONS", "-Dtold=by-environment")
                .environment("_JAVA_OPTIONS", "-Dtold=by-environment")
                .environment("JDK_JAVA_OPTIONS", "-Dtold=by-environment")
                .environment("CLASSPATH", "/tmp")
                .environment("LD_LIBRARY_PATH", "/tmp")
                .start()) {
            assertThat(other.log().get(0)).contains("ready");
            assertThat(Procfs.environment(other.pid()))
                    .containsExactlyInAnyOrder("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8");
        }
    }

    @Test
    void the_broker_maps_no_file_that_others_could_have_put_in_place() {
        String installed = Stage.get().installed().toString();
        assertThat(Procfs.mappedFiles(broker.pid()))
                .isNotEmpty()
                .filteredOn(file -> !file.startsWith(installed))
                .allMatch(file -> file.startsWith("/usr/") || file.startsWith("/lib"));
    }

    @Test
    void every_descriptor_that_a_client_gets_is_a_socket() {
        client.tell("request early near0 1 0 auto"); // what is loaded once, is loaded
        Map<Integer, String> before = Procfs.openFiles(client.pid());
        client.tell("request l near0 1 1 auto");
        Map<Integer, String> got = Procfs.openFiles(client.pid());
        before.forEach(got::remove);
        assertThat(got).hasSize(3); // the queue's, the lease's, and the connection to the broker
        assertThat(got.values()).allMatch(file -> file.startsWith("socket:"));
        assertThat(Procfs.openFiles(client.pid()).values()).noneMatch(file -> file.contains("bpf"));
        client.tell("close early");
        client.tell("close l");
    }

    @Test
    void maps_programs_and_links_are_the_brokers_alone() {
        client.tell("request l near0 1 0 auto");
        assertThat(Procfs.openFiles(broker.pid()).values())
                .anyMatch(file -> file.contains("bpf-map"))
                .anyMatch(file -> file.contains("bpf-prog"))
                .anyMatch(file -> file.contains("bpf_link"));
        client.tell("close l");
    }

    @Test
    void a_client_has_no_capability_and_can_make_neither_socket_nor_program_itself() {
        assertThat(client.tell("capabilities")).isEqualTo("0000000000000000");
        assertThatThrownBy(() -> client.tell("makesocket")).hasMessageContaining("socket(AF_XDP) failed: EPERM");
        assertThatThrownBy(() -> client.tell("loadprogram")).hasMessageContaining("BPF_PROG_LOAD failed: EPERM");
    }
}
