package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xdpbroker.tests.bed.AnsweringAddress;
import org.xdpbroker.tests.bed.AnsweringClient;
import org.xdpbroker.tests.bed.CProgram;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.PythonProgram;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.User;

/**
 * Clients in a user and a network namespace of their own, as a user without privilege makes them, use queues of an interface
 * that is not there: a bind looks the interface's index up in the namespace that the socket was made in, the broker's.
 */
class OtherNamespaceIT extends SharedBrokerTests {

    private static final List<String> REQUEST = List.of("xdp-broker", "request", NetworkBed.NEAR, "1", "--");
    private static final List<String> OWN_NAMESPACE = List.of("unshare", "--user", "--map-root-user", "--net");

    private User user;

    @SuppressWarnings("NullAway.Init") // set before the tests
    OtherNamespaceIT() {
        super(1);
    }

    @BeforeAll
    void makeUser() {
        user = User.of(bed, broker).thatMakesNamespaces();
    }

    @Test
    void a_client_that_binds_by_index_answers_from_a_namespace_without_interfaces() {
        try (RunningProgram python = user.start(asked(inOwnNamespace(PythonProgram.echo())))) {
            python.awaitOut("answering ");
            expectAnswers(python, "lo");
        }
    }

    @Test
    void the_java_library_binds_by_index_from_a_namespace_without_interfaces() {
        List<String> responder = AnsweringClient.responder("--mac", AnsweringAddress.hardware(bed));
        try (RunningProgram java = user.start(asked(inOwnNamespace(responder)))) {
            java.awaitOut("ready ");
            expectAnswers(java, "lo");
        }
    }

    @Test
    void the_java_library_is_not_misled_by_another_interface_of_that_name() {
        String script = "ip link add $XDP_BROKER_IFNAME index 4711 type bridge && exec \"$@\"";
        List<String> responder = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        responder.addAll(AnsweringClient.responder("--mac", AnsweringAddress.hardware(bed)));
        try (RunningProgram java = user.start(asked(inOwnNamespace(responder)))) {
            java.awaitOut("ready ");
            expectAnswers(java, "lo", NetworkBed.NEAR);
        }
    }

    @Test
    void a_java_client_may_ask_the_broker_from_there() {
        List<String> responder = AnsweringClient.responder("--mac", AnsweringAddress.hardware(bed), NetworkBed.NEAR);
        try (RunningProgram java = user.start(inOwnNamespace(responder))) {
            java.awaitOut("ready ");
            expectAnswers(java, "lo");
        }
    }

    @Test
    void a_client_may_ask_the_broker_from_there_too() {
        try (RunningProgram python = user.start(inOwnNamespace(PythonProgram.echo(NetworkBed.NEAR)))) {
            python.awaitOut("answering ");
            expectAnswers(python, "lo");
        }
    }

    @Test
    void libxdp_binds_by_name_which_has_no_meaning_there() {
        Programs.Result result = user.run(asked(inOwnNamespace(CProgram.echo())));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("binding to the queue: No such device");
    }

    @Test
    void libxdp_binds_where_a_stand_in_has_the_interfaces_name_and_index() {
        String script = "ip link add $XDP_BROKER_IFNAME index $XDP_BROKER_IFINDEX type bridge && exec \"$@\"";
        try (RunningProgram c = user.start(asked(inOwnNamespace("sh", "-c", script, "sh", CProgram.echo())))) {
            c.awaitOut("answering ");
            expectAnswers(c, "lo", NetworkBed.NEAR);
        }
    }

    @Test
    void root_of_such_a_namespace_cannot_undo_the_lock_to_the_interface() {
        // SO_BINDTODEVICE, to none
        String python = "import socket; s = socket.socket(44, socket.SOCK_RAW, 0, fileno=3); s.setsockopt(1, 25, b'')";
        assertThat(user.run(asked(inOwnNamespace(PythonProgram.PYTHON, "-c", python)))
                        .err())
                .contains("PermissionError");
    }

    private void expectAnswers(RunningProgram program, String... interfacesThere) {
        assertThat(Procfs.interfaces(program.pid())).containsExactlyInAnyOrder(interfacesThere);
        AnsweringAddress address = AnsweringAddress.in(bed);
        address.awaitAnswer();
        assertThat(address.answeredPings(20)).isEqualTo(20);
    }

    private static List<String> asked(List<String> command) {
        List<String> all = new ArrayList<>(REQUEST);
        all.addAll(command);
        return all;
    }

    private static List<String> inOwnNamespace(List<String> command) {
        List<String> all = new ArrayList<>(OWN_NAMESPACE);
        all.addAll(command);
        return all;
    }

    private static List<String> inOwnNamespace(String... command) {
        return inOwnNamespace(List.of(command));
    }
}
