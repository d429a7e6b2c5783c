package org.xdpbroker.examples;

import java.io.IOException;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpSocket;
import org.xdpbroker.client.ring.FillRing;
import org.xdpbroker.client.ring.RxRing;

/** Prints the lengths of the next ten packets of an interface's queue 0, and gives the queue back. */
public final class FirstPackets {

    private static final int PACKETS = 10;

    private FirstPackets() {}

    public static void main(String[] args) throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease = broker.request(LeaseRequest.of(args[0]));
                Umem umem = Umem.create(UmemConfig.DEFAULT);
                XdpSocket socket = lease.open(0, umem)) {
            RxRing rx = socket.rxRing();
            FillRing fill = socket.fillRing();
            int seen = 0;
            while (seen < PACKETS) {
                socket.awaitReadable(-1);
                int count = fill.reserve(rx.peek(PACKETS - seen));
                for (int i = 0; i < count; i++) {
                    System.out.println(rx.length(i) + " bytes");
                    fill.frameAddr(i, rx.frameAddr(i)); // the frame is free again: give it back
                }
                rx.release(count);
                fill.submit(count);
                seen += count;
            }
        }
    }
}
