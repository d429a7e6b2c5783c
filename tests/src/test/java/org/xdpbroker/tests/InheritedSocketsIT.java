package org.xdpbroker.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.AnsweringAddress;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningProgram;
import org.xdpbroker.tests.bed.User;

/** A Java program that {@code xdp-broker request} starts has its sockets by one call. */
class InheritedSocketsIT extends BrokerTests {

    InheritedSocketsIT() {
        super(2);
    }

    @Override
    void prepare() {
        // all of the far end's packets arrive on queue 0
        bed.far("ethtool", "-L", NetworkBed.FAR, "rx", "2", "tx", "1").orFail();
    }

    @Test
    void they_are_ready_in_the_order_of_their_queues_and_end_with_the_program() {
        AnsweringAddress address = AnsweringAddress.in(bed);
        List<String> command = new ArrayList<>(List.of("xdp-broker", "request", NetworkBed.NEAR, "2", "--"));
        command.addAll(User.java("org.xdpbroker.tests.agent.InheritedReceiver", "3"));
        try (RunningProgram program = User.of(bed, broker).start(command)) {
            program.awaitOut("ready with queues [0, 1]");
            Waiting.until("it has what it wants", () -> {
                address.answersAtOnce(); // it receives, and answers nothing
                return program.out().contains("again: ");
            });
            assertThat(program.exitCode()).isZero();
            assertThat(program.out())
                    .contains(
                            "received 3",
                            "memory after the close: 0",
                            "again: the inherited sockets were taken before");
        }
        broker.awaitLog("lease-ended");
        assertThat(bed.programOn(NetworkBed.NEAR)).isZero();
    }

    @Test
    void a_program_that_was_started_otherwise_is_told_how() {
        assertThat(User.of(bed, broker)
                        .run(User.java("org.xdpbroker.tests.agent.InheritedReceiver", "1"))
                        .err())
                .contains("was not started by the broker's command")
                .contains("xdp-broker request IFNAME QUEUES -- java ...");
    }
}
