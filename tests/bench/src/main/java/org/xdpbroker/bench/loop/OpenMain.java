package org.xdpbroker.bench.loop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.UmemConfig;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpSocket;

/**
 * How long from nothing to a socket that packets come to, as c/usable.c does it: once for each line of its input, which is the
 * number of a queue. Before that it takes leases of the queues from 0 on and holds them to its end. It binds the first, so that the
 * broker leaves it that and the program stays attached.
 *
 * <p>Arguments: interface, how many leases to hold.
 */
public final class OpenMain {

    private OpenMain() {}

    @SuppressWarnings("try") // the socket is there, and nothing else
    public static void main(String[] args) throws IOException {
        try (XdpBroker broker = XdpBroker.connect();
                Umem umem = Umem.create(UmemConfig.DEFAULT)) {
            List<Lease> held = new ArrayList<>();
            for (int queue = 0; queue < Integer.parseInt(args[1]); queue++) {
                held.add(broker.request(request(args[0], queue)));
            }
            XdpSocket bound = held.get(0).bind(0, umem);
            System.out.println("{\"ready\":true}");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println("{\"ns\":" + open(args[0], Integer.parseInt(line)) + "}");
            }
            bound.close();
            held.forEach(Lease::close);
        }
    }

    /** The nanoseconds it took, without the closing. */
    @SuppressWarnings("try") // the socket is opened, and nothing else
    private static long open(String interfaceName, int queue) throws IOException {
        long start = System.nanoTime();
        try (XdpBroker broker = XdpBroker.connect();
                Lease lease = broker.request(request(interfaceName, queue));
                Umem umem = Umem.create(UmemConfig.DEFAULT);
                XdpSocket socket = lease.bind(queue, umem)) {
            lease.activate();
            return System.nanoTime() - start;
        }
    }

    private static LeaseRequest request(String interfaceName, int queue) {
        return LeaseRequest.of(interfaceName).withStartQueue(queue);
    }
}
