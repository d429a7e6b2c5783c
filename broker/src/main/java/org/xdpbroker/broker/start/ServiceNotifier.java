package org.xdpbroker.broker.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.SystemCallException;

/** Tells the service manager how far the start has come: sd_notify(3). Without NOTIFY_SOCKET it does nothing. */
final class ServiceNotifier {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MAX_PATH = 107;

    private final @Nullable String address;

    /** @param address the value of NOTIFY_SOCKET: a path, or an abstract name after {@code @} */
    ServiceNotifier(@Nullable String address) {
        this.address = address;
    }

    void ready() throws IOException {
        send("READY=1\nSTATUS=Serving");
    }

    void stopping() throws IOException {
        send("STOPPING=1");
    }

    private void send(String state) throws IOException {
        if (address == null) {
            return;
        }
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_PATH || (name[0] != '/' && name[0] != '@')) {
            throw new IOException("NOTIFY_SOCKET is not an address of a unix socket: " + address);
        }
        byte[] socketAddress = new byte[2 + name.length];
        socketAddress[java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN ? 0 : 1] = AF_UNIX;
        System.arraycopy(name, 0, socketAddress, 2, name.length);
        if (name[0] == '@') {
            socketAddress[2] = 0;
        }
        byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
        try (OwnedFd socket = OwnedFd.of(Libc.get().socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket(AF_UNIX)")) {
            if (Libc.get()
                            .sendto(
                                    socket.number(),
                                    bytes,
                                    bytes.length,
                                    MSG_NOSIGNAL,
                                    socketAddress,
                                    socketAddress.length)
                    < 0) {
                throw SystemCallException.last("sendto(NOTIFY_SOCKET)");
            }
        }
    }
}
