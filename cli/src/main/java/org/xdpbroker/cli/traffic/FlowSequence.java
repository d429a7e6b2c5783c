package org.xdpbroker.cli.traffic;

import java.util.Arrays;

/**
 * Which packets of a flow have arrived, by their sequence numbers: those between the first and the newest that have not are lost. A
 * packet that arrives after one with a higher number is reordered (RFC 4737), and was not lost; one that arrives again is a
 * duplicate. That is known for the {@value #WINDOW} numbers up to the newest; what is older when it arrives is too late, and
 * stays lost. Numbers wrap around.
 */
final class FlowSequence {

    static final int WINDOW = 1024;

    /** A bit a number, at its place modulo the window. */
    private final long[] seen = new long[WINDOW / Long.SIZE];

    private int newest;
    /** How many numbers there are from the first to the newest. */
    private long span;

    /** A packet has arrived; it is counted. */
    void arrived(int sequence, Arrivals counts) {
        if (span == 0) {
            newest = sequence;
            span = 1;
            mark(sequence);
            return;
        }
        int ahead = sequence - newest;
        if (ahead > 0) {
            advance(sequence, ahead, counts);
        } else if (-(long) ahead >= WINDOW) {
            counts.tooLate++;
        } else if (isMarked(sequence)) {
            counts.duplicated++;
        } else {
            late(sequence, -ahead, counts);
        }
    }

    private void advance(int sequence, int ahead, Arrivals counts) {
        if (ahead >= WINDOW) {
            Arrays.fill(seen, 0);
        } else {
            for (int i = 1; i < ahead; i++) {
                clear(newest + i);
            }
        }
        counts.lost += ahead - 1;
        newest = sequence;
        span += ahead;
        mark(sequence);
    }

    private void late(int sequence, int behind, Arrivals counts) {
        mark(sequence);
        counts.reordered++;
        if (behind < span) {
            counts.lost--;
        } else { // older than the first: those between the two have not arrived yet
            counts.lost += behind - span;
            span = behind + 1L;
        }
    }

    private boolean isMarked(int sequence) {
        return (seen[word(sequence)] & 1L << sequence) != 0;
    }

    private void mark(int sequence) {
        seen[word(sequence)] |= 1L << sequence;
    }

    private void clear(int sequence) {
        seen[word(sequence)] &= ~(1L << sequence);
    }

    private static int word(int sequence) {
        return (sequence & WINDOW - 1) / Long.SIZE;
    }
}
