package org.xdpbroker.tests.agent;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.xdpbroker.client.XdpBroker;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.transport.Received;
import org.xdpbroker.protocol.transport.UnixSocket;
import org.xdpbroker.protocol.varlink.Json;
import org.xdpbroker.protocol.varlink.MessageFramer;

/** A Varlink call that the client library would not make, over a connection of its own. */
final class RawCall {

    private static final int MILLIS_BETWEEN_LOOKS = 5;

    private RawCall() {}

    /** The reply as JSON; descriptors that come along are dropped. */
    static String answer(String method, String parameters) throws IOException {
        byte[] json = parameters.getBytes(StandardCharsets.UTF_8);
        JsonObject call = new JsonObject();
        call.addProperty("method", method);
        call.add("parameters", Json.parseObject(json, 0, json.length));
        try (OwnedFd socket = UnixSocket.connect(XdpBroker.defaultSocket().toString())) {
            UnixSocket.send(socket, MessageFramer.frame(call), 0, List.of());
            MessageFramer framer = new MessageFramer();
            JsonObject reply = null;
            while (reply == null) {
                Received received = UnixSocket.receiveBytes(socket, MessageFramer.MAX_MESSAGE);
                if (received.endOfStream()) {
                    throw new IOException("the broker ended the connection");
                }
                framer.add(received.bytes());
                reply = framer.next();
                pause();
            }
            return new String(Json.toBytes(reply), StandardCharsets.UTF_8);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
