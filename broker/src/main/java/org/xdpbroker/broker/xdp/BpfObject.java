package org.xdpbroker.broker.xdp;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * One of the broker's own BPF objects in the kernel: a program and its maps. Needs CAP_BPF and CAP_NET_ADMIN for loading
 * (bpf(2) BPF_MAP_CREATE and BPF_PROG_LOAD). It owns the program's and the maps' descriptors, which carry power by themselves.
 */
final class BpfObject implements AutoCloseable {

    private static final LibBpf LIBBPF = LibBpf.get();

    private final OwnedFd program;
    private final Map<String, OwnedFd> maps;

    /** Takes ownership of the descriptors of a program and, by name, of its maps. */
    BpfObject(OwnedFd program, Map<String, OwnedFd> maps) {
        this.program = program;
        this.maps = Map.copyOf(maps);
    }

    /**
     * Loads an object built from {@code src/main/bpf}.
     *
     * @param name the name of the file and of its program
     * @param mapEntries the size that each of its maps shall have, by the map's name
     * @param flags what the program is loaded with besides what its section says; 0 or BPF_F_ flags of linux/bpf.h
     */
    static BpfObject load(String name, Map<String, Integer> mapEntries, int flags) throws IOException {
        long object = open(name);
        try {
            long program = found(LIBBPF.bpf_object__find_program_by_name(object, name), name);
            for (Map.Entry<String, Integer> map : mapEntries.entrySet()) {
                check(
                        LIBBPF.bpf_map__set_max_entries(map(object, map.getKey()), map.getValue()),
                        "bpf_map__set_max_entries(" + map.getKey() + ", " + map.getValue() + ")");
            }
            check(LIBBPF.bpf_program__set_flags(program, flags), "bpf_program__set_flags(" + flags + ")");
            check(LIBBPF.bpf_object__load(object), "loading BPF program " + name);
            return copied(object, program, mapEntries.keySet());
        } finally {
            LIBBPF.bpf_object__close(object);
        }
    }

    OwnedFd program() {
        return program;
    }

    /** @throws IllegalArgumentException if it has no map of this name */
    OwnedFd map(String name) {
        OwnedFd map = maps.get(name);
        if (map == null) {
            throw new IllegalArgumentException("BPF object without map " + name);
        }
        return map;
    }

    @Override
    public void close() {
        program.close();
        maps.values().forEach(OwnedFd::close);
    }

    /** Copies of what libbpf's object owns, so that it can be closed, and its memory with it. */
    private static BpfObject copied(long object, long program, Set<String> mapNames) throws IOException {
        Map<String, OwnedFd> maps = new HashMap<>();
        try {
            for (String name : mapNames) {
                maps.put(name, OwnedFd.duplicateOf(LIBBPF.bpf_map__fd(map(object, name))));
            }
            return new BpfObject(OwnedFd.duplicateOf(LIBBPF.bpf_program__fd(program)), maps);
        } catch (IOException | RuntimeException e) {
            maps.values().forEach(OwnedFd::close);
            throw e;
        }
    }

    /** @throws SystemCallException if {@code result} is a negative errno */
    static void check(int result, String operation) throws SystemCallException {
        if (result < 0) {
            throw new SystemCallException(operation, Errno.ofNegative(result));
        }
    }

    /** As {@link #check(int, String)}, for an operation on a queue's entry; put into words only if it failed. */
    static void check(int result, String operation, String map, int queue) throws SystemCallException {
        if (result < 0) {
            check(result, operation + "(" + map + ", queue " + queue + ")");
        }
    }

    private static long open(String name) throws IOException {
        byte[] elf;
        try (InputStream in = BpfObject.class.getResourceAsStream(name + ".bpf.o")) {
            if (in == null) {
                throw new IOException("BPF object " + name + ".bpf.o is not in the broker's jar; rebuild it");
            }
            elf = in.readAllBytes();
        }
        Pointer memory = Libc.allocate(elf.length);
        memory.put(0, elf, 0, elf.length);
        long object = LIBBPF.bpf_object__open_mem(memory.address(), elf.length, LibBpf.NULL);
        memory.keep();
        if (object == LibBpf.NULL) {
            throw SystemCallException.last("bpf_object__open_mem(" + name + ")");
        }
        return object;
    }

    private static long map(long object, String name) throws IOException {
        return found(LIBBPF.bpf_object__find_map_by_name(object, name), name);
    }

    private static long found(long address, String name) throws IOException {
        if (address == LibBpf.NULL) {
            throw new IOException("BPF object has no " + name + "; rebuild the broker");
        }
        return address;
    }
}
