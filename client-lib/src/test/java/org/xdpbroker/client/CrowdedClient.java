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
            List<Integer> filling = fill();
            Libc.get().close(filling.get(0));
            Libc.get().close(filling.get(1));
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
            List<Integer> opened = openAll();
            opened.forEach(Libc.get()::close);
            most = Math.max(most, opened.size());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return most;
    }

    /** Takes all the room there is, in several looks too: what the JVM had open for a moment is taken by a later one. */
    private static List<Integer> fill() {
        List<Integer> opened = new ArrayList<>();
        for (int look = 0; look < LOOKS; look++) {
            opened.addAll(openAll());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return opened;
    }

    private static List<Integer> openAll() {
        List<Integer> opened = new ArrayList<>();
        for (int fd = Libc.get().eventfd(0, 0); fd >= 0; fd = Libc.get().eventfd(0, 0)) {
            opened.add(fd);
        }
        return opened;
    }
}
