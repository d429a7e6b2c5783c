package org.xdpbroker.tests;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.xdpbroker.polkit.bed.Waiting;
import org.xdpbroker.tests.bed.Cli;

/** All tests of a class have the same network and broker, and each leaves nothing attached. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedBrokerTests extends BedTests {

    Cli cli;

    /** As {@link BedTests#BedTests}. */
    @SuppressWarnings("NullAway.Init") // set before the tests
    SharedBrokerTests(int queues) {
        super(queues);
    }

    @BeforeAll
    void startBroker() {
        open();
        cli = Cli.of(bed, broker);
    }

    @AfterAll
    void stopBroker() {
        close();
    }

    @AfterEach
    void awaitDetached() {
        Waiting.until("nothing is attached", () -> !bed.isAnythingAttached());
    }
}
