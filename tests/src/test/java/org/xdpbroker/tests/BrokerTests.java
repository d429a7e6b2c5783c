package org.xdpbroker.tests;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningBroker;

/** Tests that stand on a network and a broker in it: new for each of them, and gone after it. */
abstract class BrokerTests {

    private final int queues;
    NetworkBed bed;
    RunningBroker broker;

    /** @param queues how many each end of the network's cable has */
    @SuppressWarnings("NullAway.Init") // set before each test
    BrokerTests(int queues) {
        this.queues = queues;
    }

    @BeforeEach
    void startBroker() {
        bed = NetworkBed.create(queues);
        prepare();
        broker = newBroker();
    }

    @AfterEach
    void stopBroker() {
        broker.close();
        bed.close();
    }

    /** What else the network is to have before there is a broker; nothing unless told otherwise. */
    void prepare() {}

    /** One that lets everyone have everything, unless told otherwise. */
    RunningBroker newBroker() {
        return RunningBroker.start(bed);
    }
}
