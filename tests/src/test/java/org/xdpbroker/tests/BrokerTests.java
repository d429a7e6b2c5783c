package org.xdpbroker.tests;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Each test has a network and a broker of its own. */
abstract class BrokerTests extends BedTests {

    /** As {@link BedTests#BedTests}. */
    BrokerTests(int queues) {
        super(queues);
    }

    @BeforeEach
    void startBroker() {
        open();
    }

    @AfterEach
    void stopBroker() {
        close();
    }
}
