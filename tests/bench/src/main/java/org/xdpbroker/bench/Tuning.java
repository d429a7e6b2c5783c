package org.xdpbroker.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a loop, in the words that the Java and the C programs share.
 *
 * @param frameSize bytes
 * @param frames how many, for each socket; half of them are given to the kernel to receive into
 * @param ring entries of each ring
 * @param batch packets
 * @param txBudget packets that the kernel sends for one call; 0 leaves it to the kernel
 * @param spin never block for packets
 * @param asXdpsock for sending, use all frames in turn instead of the one that came back last, and call the kernel once a batch
 *     even if it says that there is more to send
 */
record Tuning(int frameSize, int frames, int ring, int batch, int txBudget, boolean spin, boolean asXdpsock) {

    /** The same for both sides, where the programs alone are compared. */
    static final Tuning EQUAL = new Tuning(2048, 2048, 2048, 64, 256, false, false);

    /** What the kernel's sample program xdpsock has by itself. */
    static final Tuning XDPSOCK = new Tuning(4096, 4096, 2048, 64, 0, false, true);

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(
                List.of("--frame-size=" + frameSize, "--frames=" + frames, "--ring=" + ring, "--batch=" + batch));
        arguments.add("--tx-budget=" + Math.min(txBudget, ring));
        if (spin) {
            arguments.add("--spin");
        }
        if (asXdpsock) {
            arguments.addAll(List.of("--cycle", "--kick-once"));
        }
        return arguments;
    }
}
