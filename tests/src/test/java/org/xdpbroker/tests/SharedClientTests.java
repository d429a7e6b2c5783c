package org.xdpbroker.tests;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.xdpbroker.tests.bed.Client;

/** As {@link SharedBrokerTests}, with a client of the broker's. */
abstract class SharedClientTests extends SharedBrokerTests {

    Client client;

    @SuppressWarnings("NullAway.Init") // set before the tests
    SharedClientTests(int queues) {
        super(queues);
    }

    @BeforeAll
    void startClient() {
        client = Client.start(bed, broker);
    }

    @AfterAll
    void stopClient() {
        client.close();
    }
}
