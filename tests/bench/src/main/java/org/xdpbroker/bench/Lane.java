package org.xdpbroker.bench;

import java.util.List;
import org.xdpbroker.tests.bed.NetworkBed;

/**
 * The interfaces of one side of a row.
 *
 * @param near where the measured program receives, or sends if it does nothing else
 * @param far the other end, of the generator or the counter
 * @param nearOut where the program sends what it forwards
 * @param farOut the other end of that, of the counter
 */
record Lane(String near, String far, String nearOut, String farOut) {

    static final Lane FIRST = new Lane(NetworkBed.NEAR, NetworkBed.FAR, "near1", "far1");
    static final Lane SECOND = new Lane("near2", "far2", "near3", "far3");

    /** What the measured program uses. */
    List<String> nearEnds(Loop loop) {
        return loop == Loop.FWD ? List.of(near, nearOut) : List.of(near);
    }

    /** Where what the program sends arrives. */
    String arrivals(Loop loop) {
        return loop == Loop.FWD ? farOut : far;
    }
}
