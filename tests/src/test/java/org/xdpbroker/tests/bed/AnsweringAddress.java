package org.xdpbroker.tests.bed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xdpbroker.polkit.bed.Waiting;

/**
 * An address that the far end takes for one behind the near end of the cable, without asking who has it, and at which a client
 * of the broker is to answer. The near end's own network stack does not know it, so nobody else answers.
 */
public final class AnsweringAddress {

    static final String ADDRESS = "10.77.0.77";
    private static final int ECHO_PORT = 7;
    private static final Pattern RECEIVED = Pattern.compile(" (\\d+) received");

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

    /** How many of as many pings were answered, all on one queue. */
    public int answeredPings(int count) {
        String out = bed.far("ping", "-q", "-c", String.valueOf(count), "-i", "0.02", "-W", "1", ADDRESS)
                .out();
        Matcher matcher = RECEIVED.matcher(out);
        if (!matcher.find()) {
            throw new IllegalStateException("ping says " + out);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Waits for the first answer: a client that does not say Activate gets packets only when the broker has looked. */
    public void awaitAnswer() {
        Waiting.until("a ping is answered", () -> answeredPings(1) == 1);
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
