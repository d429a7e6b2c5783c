package org.xdpbroker.cli.traffic;

import java.io.IOException;
import org.xdpbroker.cli.pcap.PacketFile;

/** What is given to be replayed. */
@FunctionalInterface
public interface PacketSource {

    /** Opens it for a pass. The caller closes it. */
    PacketFile open() throws IOException;
}
