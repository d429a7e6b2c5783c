package org.xdpbroker.examples;

import java.io.IOException;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpSocket;

/** Prints the lengths of the next ten packets of an interface's queue 0, and gives the queue back. */
public final class FirstPackets {

    private static final int PACKETS = 10;

    private FirstPackets() {}

    public static void main(String[] args) throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease = broker.request(LeaseRequest.of(args[0]));
                Umem umem = Umem.create(UmemConfig.DEFAULT);
                XdpSocket socket = lease.open(0, umem)) {
            int seen = 0;
            while (seen < PACKETS) {
                seen += socket.receive(
                        (memory, offset, length) -> System.out.println(length + " bytes"), PACKETS - seen, -1);
            }
        }
    }
}
