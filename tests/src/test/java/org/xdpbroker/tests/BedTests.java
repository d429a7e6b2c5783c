package org.xdpbroker.tests;

import org.xdpbroker.tests.bed.NetworkBed;
import org.xdpbroker.tests.bed.RunningBroker;

/** Tests that stand on a network and a broker in it: one for each test ({@link BrokerTests}), or for all ({@link SharedBrokerTests}). */
abstract class BedTests {

    private final int queues;
    NetworkBed bed;
    RunningBroker broker;

    /** @param queues how many each end of the network's cable has */
    @SuppressWarnings("NullAway.Init") // set before each test
    BedTests(int queues) {
        this.queues = queues;
    }

    /** What else the network is to have before there is a broker; nothing unless told otherwise. */
    void prepare() {}

    /** One that lets everyone have everything, unless told otherwise. */
    RunningBroker newBroker() {
        return RunningBroker.start(bed);
    }

    final void open() {
        bed = NetworkBed.create(queues);
        prepare();
        broker = newBroker();
    }

    final void close() {
        broker.close();
        bed.close();
    }
}
