package org.xdpbroker.tests.bed;

import org.xdpbroker.polkit.bed.Waiting;

/**
 * An address that the far end takes for one behind the near end of the cable, without asking who has it, and at which a client
 * of the broker is to answer. The near end's own network stack does not know it, so nobody else answers.
 */
public final class AnsweringAddress {

    static final String ADDRESS = "10.77.0.77";
    private static final int ECHO_PORT = 7;

    private final NetworkBed bed;

    private AnsweringAddress(NetworkBed bed) {
        this.bed = bed;
    }

    public static AnsweringAddress in(NetworkBed bed) {
        bed.far("ip", "neigh", "replace", ADDRESS, "lladdr", hardware(bed), "dev", NetworkBed.FAR)
                .orFail();
        return new AnsweringAddress(bed);
    }

    /** The hardware address of the near end. */
    public static String hardware(NetworkBed bed) {
        return bed.near("cat", "/sys/class/net/" + NetworkBed.NEAR + "/address")
                .orFail()
                .strip();
    }

    /** As {@link NetworkBed#answeredPings}. */
    public int answeredPings(int count) {
        return bed.answeredPings(ADDRESS, count);
    }

    /** Pings once and does not wait long for an answer; returns whether there was one. */
    public boolean answersAtOnce() {
        return bed.answeredPings(ADDRESS, 1, 1) == 1;
    }

    /** Waits for the first answer: a client that does not say Activate gets packets only when the broker has looked. */
    public void awaitAnswer() {
        Waiting.until("a ping is answered", this::answersAtOnce);
    }

    /** How many of as many datagrams came back as they were sent; each from a port of its own, so on all queues. */
    public int answeredDatagrams(Client far, int count) {
        int answered = 0;
        for (int i = 0; i < count; i++) {
            answered += far.count("udpecho " + ADDRESS + " " + ECHO_PORT + " 1");
        }
        return answered;
    }
}
