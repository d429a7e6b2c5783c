package org.xdpbroker.cli.top;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;

/** Says why something cannot be told, each reason once. */
final class Notes {

    private final PrintWriter err;
    private final Set<String> told = new HashSet<>();

    Notes(PrintWriter err) {
        this.err = err;
    }

    void tell(Sample sample) {
        for (String note : sample.notes()) {
            if (told.add(note)) {
                err.println("xdp-broker: not shown of " + note);
            }
        }
    }
}
