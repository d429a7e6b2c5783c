package org.xdpbroker.bench;

/**
 * A comparison.
 *
 * @param ours the side whose figures are divided by the peer's
 */
record Row(Scenario scenario, Contender ours, Contender peer) {

    /** What {@code --rows} is matched with, and what stands in reports. */
    String name() {
        return scenario + "/" + ours.name() + "/" + peer.name();
    }
}
