package org.xdpbroker.tests;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.xdpbroker.tests.bed.Client;

/** As {@link BrokerTests}, with a client of the broker's. */
abstract class ClientTests extends BrokerTests {

    Client client;

    @SuppressWarnings("NullAway.Init") // set before each test
    ClientTests(int queues) {
        super(queues);
    }

    @BeforeEach
    void startClient() {
        client = Client.start(bed, broker);
    }

    @AfterEach
    void stopClient() {
        client.close();
    }
}
