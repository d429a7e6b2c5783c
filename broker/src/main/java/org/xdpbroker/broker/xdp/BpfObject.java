package org.xdpbroker.broker.xdp;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * One of the broker's own BPF objects, loaded into the kernel: a program and its map. Needs CAP_BPF and CAP_NET_ADMIN for
 * loading (bpf(2) BPF_MAP_CREATE and BPF_PROG_LOAD). It owns the program's and the maps' descriptors; they carry power by
 * themselves and leave this package as numbers for a call only, never the process.
 */
final class BpfObject implements AutoCloseable {

    private static final LibBpf LIBBPF = LibBpf.get();

    /** A {@code struct bpf_object} of libbpf's. */
    private final long object;

    private final int program;
    private final Map<String, Integer> maps;
    private boolean closed;

    private BpfObject(long object, int program, Map<String, Integer> maps) {
        this.object = object;
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
            Map<String, Integer> maps = new HashMap<>();
            for (String map : mapEntries.keySet()) {
                maps.put(map, LIBBPF.bpf_map__fd(map(object, map)));
            }
            return new BpfObject(object, LIBBPF.bpf_program__fd(program), maps);
        } catch (IOException | RuntimeException e) {
            LIBBPF.bpf_object__close(object);
            throw e;
        }
    }

    int program() {
        return program;
    }

    /** @throws IllegalArgumentException if it was not loaded with a map of this name */
    int map(String name) {
        Integer map = maps.get(name);
        if (map == null) {
            throw new IllegalArgumentException("BPF object without map " + name);
        }
        return map;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LIBBPF.bpf_object__close(object);
        }
    }

    /** @throws SystemCallException if {@code result} is a negative errno */
    static void check(int result, String operation) throws SystemCallException {
        if (result < 0) {
            throw new SystemCallException(operation, Errno.ofNegative(result));
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
