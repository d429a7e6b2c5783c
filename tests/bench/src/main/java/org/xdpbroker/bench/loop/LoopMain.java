package org.xdpbroker.bench.loop;

import java.io.IOException;
import org.xdpbroker.client.Lease;
import org.xdpbroker.client.LeaseRequest;
import org.xdpbroker.client.Umem;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.client.XdpSocket;

/** Runs a loop until the end of its input; see {@link LoopOptions} and {@link Talk}. */
public final class LoopMain {

    /** Long enough for what is on its way at the end, wherever it is. */
    private static final long DRAIN_NANOS = 200_000_000;

    /** After some 900 calls of as many turns HotSpot has seen enough (Tier4MinInvocationThreshold, Tier4CompileThreshold). */
    private static final int CALLS_TO_COMPILE = 1000;

    private static final int FEW = 16;
    private static final int MANY = 4096;

    private LoopMain() {}

    public static void main(String[] args) throws IOException {
        LoopOptions options = LoopOptions.parse(args);
        try (XdpBroker broker = XdpBroker.connect()) {
            if (options.loop().equals("fwd")) {
                forward(broker, options);
            } else {
                onOneInterface(broker, options);
            }
        }
    }

    private static void onOneInterface(XdpBroker broker, LoopOptions options) throws IOException {
        try (Lease lease = broker.request(request(options, 0));
                Umem umem = Umem.create(options.umem());
                XdpSocket socket = open(lease, umem, options, !options.loop().equals("txonly"))) {
            Counters counters = Counters.in(options.counters());
            PacketLoop loop =
                    switch (options.loop()) {
                        case "rxdrop" -> new RxDrop(socket, options, counters);
                        case "txonly" -> new TxOnly(socket, options, counters);
                        case "echo" -> new Echo(socket, options, counters);
                        default -> throw new IllegalArgumentException("there is no loop " + options.loop());
                    };
            run(socket, counters, options, loop);
        }
    }

    /** From one interface to another: where each has a umem of its own packets are copied, else they stay where they are. */
    private static void forward(XdpBroker broker, LoopOptions options) throws IOException {
        try (Lease inLease = broker.request(request(options, 0));
                Lease outLease = broker.request(request(options, 1));
                Umem inUmem = Umem.create(options.umem());
                Umem outUmem = Umem.create(options.umem());
                XdpSocket in = open(inLease, inUmem, options, true);
                XdpSocket out = open(outLease, options.sharedUmem() ? inUmem : outUmem, options, false)) {
            Counters counters = Counters.in(options.counters());
            run(in, counters, options, new Forward(in, out, options, counters));
        }
    }

    private static LeaseRequest request(LoopOptions options, int place) {
        return LeaseRequest.of(options.interfaces().get(place)).withAttachMode(options.attachMode());
    }

    private static XdpSocket open(Lease lease, Umem umem, LoopOptions options, boolean receives) throws IOException {
        XdpSocket socket = lease.bind(0, umem, options.socket());
        if (receives) {
            socket.fill(umem.frames(), umem.config().frameCount() / 2);
        }
        lease.activate();
        return socket;
    }

    private static void run(XdpSocket socket, Counters counters, LoopOptions options, PacketLoop loop)
            throws IOException {
        Talk talk = new Talk(counters, socket);
        talk.start();
        for (int calls = 0; !talk.isEnded(); calls++) {
            turns(calls < CALLS_TO_COMPILE ? FEW : MANY, loop, options.waitMillis(), talk);
        }
        long end = System.nanoTime() + DRAIN_NANOS;
        while (System.nanoTime() < end) {
            loop.drain();
        }
        talk.end();
    }

    /**
     * A few of them, until HotSpot has compiled this, and many then. What is called often is compiled soon; what only loops, as the
     * caller of this does, is interpreted for long, and compiled when something is measured.
     */
    private static void turns(int count, PacketLoop loop, int waitMillis, Talk talk) throws IOException {
        for (int i = 0; i < count && !talk.isEnded(); i++) {
            loop.turn(waitMillis);
        }
    }
}
