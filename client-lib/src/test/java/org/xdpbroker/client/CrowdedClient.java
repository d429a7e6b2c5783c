package org.xdpbroker.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.xdpbroker.protocol.posix.Libc;

/** Asks for a lease of three descriptors with room for two, and then says how many there is room for. */
final class CrowdedClient {

    private static final int LOOKS = 10;
    private static final long PAUSE_NANOS = 20_000_000;

    private CrowdedClient() {}

    public static void main(String[] args) throws IOException {
        BrokerProtocolException known = new BrokerProtocolException("loaded while there is room to");
        try (XdpBroker broker = XdpBroker.connect(Path.of(args[0]))) {
            broker.leases();
            int last = fill();
            Libc.get().close(last);
            Libc.get().close(last - 1);
            broker.request(LeaseRequest.of("eth0").withQueues(2)).close();
            System.out.println("granted");
        } catch (BrokerProtocolException e) {
            int left = mostRoom();
            // the connection is closed by now, which makes room for one more
            System.out.println(e.getMessage() + " left: " + (left - 1) + known.getMessage());
        }
    }

    /** The most of several looks, as the JVM opens a file of its own for a moment now and then. */
    private static int mostRoom() {
        int most = 0;
        for (int look = 0; look < LOOKS; look++) {
            most = Math.max(most, room());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return most;
    }

    private static int room() {
        List<Integer> opened = new ArrayList<>();
        for (int fd = Libc.get().eventfd(0, 0); fd >= 0; fd = Libc.get().eventfd(0, 0)) {
            opened.add(fd);
        }
        opened.forEach(Libc.get()::close);
        return opened.size();
    }

    private static int fill() {
        int last = -1;
        for (int fd = Libc.get().eventfd(0, 0); fd >= 0; fd = Libc.get().eventfd(0, 0)) {
            last = fd;
        }
        return last;
    }
}
