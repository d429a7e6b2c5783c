package org.xdpbroker.broker.xdp;

import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * A BPF_MAP_TYPE_PERCPU_ARRAY: what the program sent to clients, by receive queue. The kernel copies an element as one value a
 * possible CPU, each as long as a multiple of 8.
 *
 * <pre>
 *   0         8       16
 *   +---------+-------+---------+-------+-----
 *   | packets | bytes | packets | bytes | ...     u64 each
 *   | of CPU 0        | of CPU 1        |
 *   +---------+-------+---------+-------+-----
 * </pre>
 */
public final class TrafficMap {

    private static final LibBpf LIBBPF = LibBpf.get();

    private static final int PACKETS = 0;
    private static final int BYTES = PACKETS + Long.BYTES;
    private static final int CPU_BYTES = BYTES + Long.BYTES;

    private final BpfObject object;
    private final String name;

    TrafficMap(BpfObject object, String name) {
        this.object = object;
        this.name = name;
    }

    /**
     * What a queue's client was sent, whether its rings had room for it or not.
     *
     * @param packets how many packets
     * @param bytes how many bytes they had, from the link-layer header on
     */
    public record Traffic(long packets, long bytes) {}

    /** Starts a queue at zero. Nothing may be sent to a client of it meanwhile. */
    public void reset(int queue) throws SystemCallException {
        Pointer key = Pointer.ofInt(queue);
        Pointer zero = element();
        int result = LIBBPF.bpf_map_update_elem(object.map(name).number(), key.address(), zero.address(), 0);
        key.keep();
        zero.keep();
        BpfObject.check(result, "bpf_map_update_elem", name, queue);
    }

    /** What went to a queue's client since {@link #reset}. */
    public Traffic read(int queue) throws SystemCallException {
        Pointer key = Pointer.ofInt(queue);
        Pointer element = element();
        int result = LIBBPF.bpf_map_lookup_elem(object.map(name).number(), key.address(), element.address());
        key.keep();
        BpfObject.check(result, "bpf_map_lookup_elem", name, queue);
        long packets = 0;
        long bytes = 0;
        for (long at = 0; at < element.size(); at += CPU_BYTES) {
            packets += element.getLong(at + PACKETS);
            bytes += element.getLong(at + BYTES);
        }
        return new Traffic(packets, bytes);
    }

    private static Pointer element() throws SystemCallException {
        int cpus = LIBBPF.libbpf_num_possible_cpus();
        BpfObject.check(cpus, "libbpf_num_possible_cpus");
        return Libc.allocate((long) cpus * CPU_BYTES);
    }
}
