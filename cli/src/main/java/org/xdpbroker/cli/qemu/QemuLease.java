package org.xdpbroker.cli.qemu;

import java.io.IOException;
import java.util.List;
import org.xdpbroker.protocol.message.LeaseDescription;
import org.xdpbroker.protocol.posix.OwnedFd;

/** A lease as far as it is handed to QEMU. */
public interface QemuLease {

    LeaseDescription description();

    /** The sockets, queue by queue; they become the caller's. */
    List<OwnedFd> takeSockets();

    /** The descriptor that holds the lease; it stays the lease's. */
    OwnedFd descriptor();

    /** Has the broker give the queues to the sockets, which it does if they are bound. */
    void activate() throws IOException;

    /** Ends the lease, whoever has a copy of its descriptor. */
    void end() throws IOException;
}
