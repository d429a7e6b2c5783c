package org.xdpbroker.client;

import java.io.IOException;
import java.nio.file.Path;
import org.xdpbroker.protocol.posix.Libc;

/** Asks for a lease of three descriptors with room for two, and then says how many there is room for. */
final class CrowdedClient {

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
            int left = 0;
            while (Libc.get().eventfd(0, 0) >= 0) {
                left++;
            }
            // the connection is closed by now, which makes room for one more
            System.out.println(e.getMessage() + " left: " + (left - 1) + known.getMessage());
        }
    }

    private static int fill() {
        int last = -1;
        for (int fd = Libc.get().eventfd(0, 0); fd >= 0; fd = Libc.get().eventfd(0, 0)) {
            last = fd;
        }
        return last;
    }
}
