package org.xdpbroker.cli.doctor;

import java.io.IOException;
import java.util.List;

/** Looks at one thing. */
interface Check {

    /** In a word, as findings name it. */
    String name();

    /**
     * At least one finding; none of them waits for anything.
     *
     * @throws IOException if it cannot be looked at
     */
    List<Finding> look() throws IOException;
}
