package org.xdpbroker.broker.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.transport.UnixDatagram;

/** Tells the service manager what the broker is about: sd_notify(3). Without NOTIFY_SOCKET it does nothing. */
final class ServiceNotifier {

    private final @Nullable String address;

    /** @param address the value of NOTIFY_SOCKET: a path, or an abstract name after {@code @} */
    ServiceNotifier(@Nullable String address) {
        this.address = address;
    }

    /** @param state assignments as sd_notify(3) lists them, one a line */
    void send(String state) throws IOException {
        if (address != null) {
            try (UnixDatagram socket = new UnixDatagram(address)) {
                socket.send(state.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IOException("the service manager at NOTIFY_SOCKET cannot be told: " + e.getMessage(), e);
            }
        }
    }
}
