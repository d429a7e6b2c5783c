package org.xdpbroker.cli.qmp;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Deadline;

/** Carries bytes to QEMU and back. */
interface QmpTransport extends AutoCloseable {

    /**
     * Sends all of a message.
     *
     * @param fds descriptors that go with it, which stay the caller's
     * @return false if the time was up before all of it was sent
     * @throws IOException if QEMU is gone
     */
    boolean send(byte[] message, List<OwnedFd> fds, Deadline deadline) throws IOException;

    /**
     * Waits for bytes.
     *
     * @return some bytes; none at the end of the stream; null if the time was up
     * @throws IOException if QEMU is gone
     */
    byte @Nullable [] receive(Deadline deadline) throws IOException;

    /** The process that listens, as far as it is to be seen from here; else 0. */
    int peerPid() throws IOException;

    @Override
    void close();
}
