package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.xdpbroker.tests.bed.AnsweringAddress;
import org.xdpbroker.tests.bed.AnsweringClient;
import org.xdpbroker.tests.bed.CProgram;
import org.xdpbroker.tests.bed.Client;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.Procfs;
import org.xdpbroker.tests.bed.Programs;
import org.xdpbroker.tests.bed.PythonProgram;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.User;

/** Programs in any language, those of the documents among them, use the broker and end with their leases in order. */
class EveryClientIT extends SharedBrokerTests {

    private AnsweringAddress address;

    @SuppressWarnings("NullAway.Init") // set before the tests
    EveryClientIT() {
        super(1);
    }

    @BeforeAll
    void chooseAddress() {
        address = AnsweringAddress.in(bed);
    }

    @ParameterizedTest
    @EnumSource
    void every_ping_and_datagram_is_answered_and_kill_9_ends_the_lease(AnsweringClient kind) {
        try (RunningProgram program = kind.start(bed, broker);
                Client far = Client.startFar(bed)) {
            address.awaitAnswer();
            assertThat(address.answeredPings(50)).isEqualTo(50);
            assertThat(address.answeredDatagrams(far, 20)).isEqualTo(20);
            program.signal("KILL");
            assertThat(program.exitCode()).isEqualTo(137);
            assertThat(broker.awaitLeaseEnd(program.pid())).contains("the client closed it");
        }
        assertThat(bed.hostAnswers()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "QEMU") // which needs one to lock its memory
    void no_client_has_any_capability(AnsweringClient kind) {
        try (RunningProgram program = kind.start(bed, broker)) {
            assertThat(Procfs.status(program.pid(), "CapPrm")).matches("0+");
            assertThat(Procfs.status(program.pid(), "CapBnd")).matches("0+");
            assertThat(Procfs.status(program.pid(), "Uid")).startsWith(Client.UID + "\t" + Client.UID + "\t");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"C", "PYTHON", "PYTHON_BY_VARLINK", "PYTHON_BY_VARLINKCTL"})
    void a_program_of_the_documents_ends_when_the_broker_ends_its_lease(AnsweringClient kind) {
        try (RunningProgram program = kind.start(bed, broker)) {
            String lease = broker.awaitLeaseOf(program.pid());
            cli.run("revoke", lease).orFail();
            assertThat(program.exitCode()).isBetween(1, 4);
            assertThat(program.err()).contains("the broker ended the lease");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"C", "PYTHON"})
    void where_the_limit_of_locked_memory_is_too_low_the_kernel_says_so_and_the_lease_ends(AnsweringClient kind) {
        Programs.Result result = kind.run(User.of(bed, broker).withLockedMemory("524288"), broker);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("No buffer space available");
    }

    @Test
    void an_example_for_one_queue_refuses_two() {
        assertThat(cli.runWithQueues(1, "env", "LISTEN_FDS=3", CProgram.echo()).err())
                .contains("start me with");
    }

    @Test
    void a_refusal_is_told_by_a_program_that_asks_itself() {
        assertThat(User.of(bed, broker)
                        .run(PythonProgram.echo(NetworkBed.NEAR, "5"))
                        .err())
                .contains("org.xdpbroker.Broker.QueueOutOfRange: Interface near0 has 1 receive queue");
    }
}
