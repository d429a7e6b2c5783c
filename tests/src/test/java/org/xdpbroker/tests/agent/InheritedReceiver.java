package org.xdpbroker.tests.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.xdpbroker.client.XdpSocket;

/** Says which queues it was started with, receives a number of packets on the first, and takes them a second time in vain. */
public final class InheritedReceiver {

    private InheritedReceiver() {}

    /** @param args how many packets */
    public static void main(String[] args) throws IOException {
        List<XdpSocket> sockets = XdpSocket.fromInheritedFds();
        System.out.println(
                "ready with queues " + sockets.stream().map(XdpSocket::queue).toList());
        int wanted = Integer.parseInt(args[0]);
        int received = 0;
        while (received < wanted) {
            received += sockets.get(0).receive((memory, offset, length) -> {}, wanted - received, -1);
        }
        System.out.println("received " + received);
        ByteBuffer memory = sockets.get(0).umem().buffer().put(0, (byte) 42);
        sockets.get(0).close();
        System.out.println("memory after the close: " + memory.get(0));
        try {
            XdpSocket.fromInheritedFds();
        } catch (IllegalStateException e) {
            System.out.println("again: " + e.getMessage());
        }
    }
}
