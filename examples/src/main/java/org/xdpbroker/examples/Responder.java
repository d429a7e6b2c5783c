package org.xdpbroker.examples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseEndedException;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.XdpBroker;

/**
 * Answers ARP, ping and UDP on queues of an interface, without privilege and without the host's network stack, until it is
 * interrupted or the broker ends the lease. One thread serves all queues.
 */
public final class Responder {

    /** How long an interrupt may go unnoticed. */
    private static final int LOOK_UP_MILLIS = 100;

    private final Lease lease;
    private final List<ServedQueue> queues = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;

    private Responder(Lease lease) {
        this.lease = lease;
    }

    public static void main(String[] args) {
        try {
            run(ResponderOptions.parse(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + ResponderOptions.USAGE);
            System.exit(2);
        } catch (IOException e) {
            System.err.println(e.getMessage()); // the library's messages say what to do
            System.exit(1);
        }
    }

    private static void run(ResponderOptions options) throws IOException {
        LeaseRequest request = options.request();
        if (request == null) {
            serve(options, Lease.fromInheritedFds());
            return;
        }
        try (XdpBroker broker = XdpBroker.connect()) {
            serve(options, broker.request(request));
        }
    }

    private static void serve(ResponderOptions options, Lease granted) throws IOException {
        try (Lease lease = granted) {
            byte[] mac = options.hardwareAddress(lease.interfaceName());
            int ip = options.address(lease.interfaceName());
            Responder responder = new Responder(lease);
            responder.stopOnShutdown();
            try {
                responder.open(mac, ip);
                responder.serve();
            } finally {
                responder.queues.forEach(System.out::println);
                responder.queues.forEach(ServedQueue::close);
                responder.stopped.countDown();
            }
        }
    }

    private void open(byte[] mac, int ip) throws IOException {
        for (int queue : lease.queues()) {
            queues.add(ServedQueue.open(lease, queue, mac, ip));
        }
        System.out.println("ready lease=" + lease.id() + " interface=" + lease.interfaceName() + " queues="
                + lease.queues().toString().replaceAll("[\\[\\] ]", "") + " mode="
                + lease.attachMode().word()
                + lease.fallbackReason()
                        .map(reason -> " fallback=\"" + reason + "\"")
                        .orElse(""));
    }

    private void serve() throws IOException {
        try {
            boolean busy = false;
            while (!stopping) {
                lease.awaitReadable(busy ? 0 : LOOK_UP_MILLIS);
                busy = false;
                for (ServedQueue queue : queues) {
                    busy |= queue.serve();
                }
            }
            System.out.println("ended reason=\"interrupted\"");
        } catch (LeaseEndedException e) {
            System.out.println("ended reason=\"" + e.getMessage() + "\"");
        }
    }

    /** On SIGTERM and SIGINT the JVM ends; it waits for the queues to be counted and given back first. */
    private void stopOnShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping = true;
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }
}
