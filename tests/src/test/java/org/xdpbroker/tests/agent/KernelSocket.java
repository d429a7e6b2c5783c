package org.xdpbroker.tests.agent;

import java.io.IOException;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/** An AF_XDP socket as the kernel has it, without the library between. */
final class KernelSocket {

    static final int SO_BUSY_POLL = 46;
    static final int SO_PREFER_BUSY_POLL = 69;

    private static final int SOL_SOCKET = 1;
    private static final int MSG_DONTWAIT = 0x40;

    private KernelSocket() {}

    /** What the kernel says of an option of every socket, a number. */
    static int option(OwnedFd socket, int option) throws IOException {
        Pointer value = Libc.allocate(Integer.BYTES);
        Pointer length = Libc.allocate(Integer.BYTES);
        length.putInt(0, Integer.BYTES);
        if (Libc.get().getsockopt(socket.number(), SOL_SOCKET, option, value, length) < 0) {
            throw SystemCallException.last("getsockopt(" + option + ")");
        }
        return value.getInt(0);
    }

    /** One call, where the library's wakeup repeats it until the ring is empty. What it returns does not matter: the ring tells. */
    static void wakeupOnce(OwnedFd socket) {
        Libc.get().sendNothing(socket.number(), MSG_DONTWAIT);
    }
}
