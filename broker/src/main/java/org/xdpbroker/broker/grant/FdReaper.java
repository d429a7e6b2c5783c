package org.xdpbroker.broker.grant;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.xdpbroker.protocol.posix.OwnedFd;

/**
 * Closes sockets on a thread of its own: the close of the last copy of a bound AF_XDP socket waits about 14 ms for the
 * kernel, and a client that has died leaves the broker with that copy. It owns nothing but what waits to be closed.
 */
public final class FdReaper {

    private final BlockingQueue<OwnedFd> waiting = new LinkedBlockingQueue<>();

    public FdReaper() {
        Thread thread = new Thread(this::closeAll, "fd-reaper");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes ownership and closes soon. */
    void close(OwnedFd fd) {
        waiting.add(fd);
    }

    private void closeAll() {
        try {
            while (true) {
                waiting.take().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
