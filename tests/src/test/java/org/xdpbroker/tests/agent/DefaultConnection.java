package org.xdpbroker.tests.agent;

import java.io.IOException;
import org.xdpbroker.client.XdpBroker;

/** Connects as a program does that is told nothing, and prints who answers. */
public final class DefaultConnection {

    private DefaultConnection() {}

    public static void main(String[] arguments) throws IOException {
        try (XdpBroker broker = XdpBroker.connect()) {
            System.out.println(broker.info().product());
        }
    }
}
