package org.xdpbroker.cli.traffic;

import java.io.IOException;

/** Is told how it goes on. */
@FunctionalInterface
public interface Progress<F extends Figures> {

    /** @throws IOException if nobody can be told any more, which is the end */
    void tell(F figures) throws IOException;
}
