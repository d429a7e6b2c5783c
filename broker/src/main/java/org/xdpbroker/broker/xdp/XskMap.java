package org.xdpbroker.broker.xdp;

import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * A BPF_MAP_TYPE_XSKMAP: sockets by receive queue. Updating it needs no capability once the descriptor is held, which is why
 * the descriptor stays here. The kernel takes an entry out by itself when the socket's last copy is closed.
 */
public final class XskMap {

    private static final LibBpf LIBBPF = LibBpf.get();

    private final BpfObject object;
    private final String name;

    /** The map of this name, usable until the object is closed. */
    XskMap(BpfObject object, String name) {
        this.object = object;
        this.name = name;
    }

    /** Sends the queue's packets to the socket, which must be bound to that queue: else they are dropped. */
    public void put(int queue, OwnedFd socket) throws SystemCallException {
        Pointer key = Pointer.ofInt(queue);
        Pointer value = Pointer.ofInt(socket.number());
        int result = LIBBPF.bpf_map_update_elem(object.map(name).number(), key.address(), value.address(), 0);
        key.keep();
        value.keep();
        BpfObject.check(result, "bpf_map_update_elem", "XSKMAP", queue);
    }

    /** Sends the queue's packets to the host again; nothing happens if they already go there. */
    public void delete(int queue) throws SystemCallException {
        Pointer key = Pointer.ofInt(queue);
        int result = LIBBPF.bpf_map_delete_elem(object.map(name).number(), key.address());
        key.keep();
        if (result < 0 && !Errno.ofNegative(result).equals(Errno.ENOENT)) {
            throw new SystemCallException("bpf_map_delete_elem(XSKMAP, queue " + queue + ")", Errno.ofNegative(result));
        }
    }
}
