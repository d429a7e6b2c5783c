package org.xdpbroker.broker.xdp;

import org.xdpbroker.protocol.posix.NativeFunction;
import org.xdpbroker.protocol.posix.NativeLibrary;
import org.xdpbroker.protocol.posix.Pointer;

/**
 * libbpf (1.0 or newer), one method a function of bpf/libbpf.h and bpf/bpf.h. Pointers are addresses, of memory that the caller
 * keeps until the call returns; objects, programs and maps are libbpf's own. Functions that return int return {@code -errno} on
 * failure; those that return an address return {@link #NULL} and set errno.
 */
final class LibBpf {

    static final long NULL = 0;

    /** enum bpf_attach_type: BPF_XDP. */
    static final int BPF_XDP = 37;

    /** Of linux/bpf.h: the program takes packets that lie in several buffers. */
    static final int BPF_F_XDP_HAS_FRAGS = 1 << 5;

    private static final NativeLibrary LIBRARY = load();

    private static final NativeFunction BPF_LINK_CREATE = LIBRARY.function("bpf_link_create");
    private static final NativeFunction BPF_LINK_DETACH = LIBRARY.function("bpf_link_detach");
    private static final NativeFunction BPF_MAP_DELETE_ELEM = LIBRARY.function("bpf_map_delete_elem");
    private static final NativeFunction BPF_MAP_FD = LIBRARY.function("bpf_map__fd");
    private static final NativeFunction BPF_MAP_LOOKUP_ELEM = LIBRARY.function("bpf_map_lookup_elem");
    private static final NativeFunction BPF_MAP_SET_MAX_ENTRIES = LIBRARY.function("bpf_map__set_max_entries");
    private static final NativeFunction BPF_MAP_UPDATE_ELEM = LIBRARY.function("bpf_map_update_elem");
    private static final NativeFunction BPF_OBJECT_CLOSE = LIBRARY.function("bpf_object__close");
    private static final NativeFunction BPF_OBJECT_FIND_MAP_BY_NAME = LIBRARY.function("bpf_object__find_map_by_name");
    private static final NativeFunction BPF_OBJECT_FIND_PROGRAM_BY_NAME =
            LIBRARY.function("bpf_object__find_program_by_name");
    private static final NativeFunction BPF_OBJECT_LOAD = LIBRARY.function("bpf_object__load");
    private static final NativeFunction BPF_OBJECT_OPEN_MEM = LIBRARY.function("bpf_object__open_mem");
    private static final NativeFunction BPF_PROGRAM_FD = LIBRARY.function("bpf_program__fd");
    private static final NativeFunction BPF_PROGRAM_SET_FLAGS = LIBRARY.function("bpf_program__set_flags");
    private static final NativeFunction BPF_PROG_TEST_RUN_OPTS = LIBRARY.function("bpf_prog_test_run_opts");
    private static final NativeFunction BPF_XDP_QUERY = LIBRARY.function("bpf_xdp_query");
    private static final NativeFunction LIBBPF_NUM_POSSIBLE_CPUS = LIBRARY.function("libbpf_num_possible_cpus");

    private static final LibBpf INSTANCE = new LibBpf();

    private LibBpf() {}

    /** The one of this process, loaded at first use as the distribution has it. */
    static LibBpf get() {
        return INSTANCE;
    }

    long bpf_object__open_mem(long buffer, long size, long options) {
        return BPF_OBJECT_OPEN_MEM.call(buffer, size, options);
    }

    int bpf_object__load(long object) {
        return (int) BPF_OBJECT_LOAD.call(object);
    }

    void bpf_object__close(long object) {
        BPF_OBJECT_CLOSE.call(object);
    }

    long bpf_object__find_program_by_name(long object, String name) {
        return find(BPF_OBJECT_FIND_PROGRAM_BY_NAME, object, name);
    }

    long bpf_object__find_map_by_name(long object, String name) {
        return find(BPF_OBJECT_FIND_MAP_BY_NAME, object, name);
    }

    int bpf_program__fd(long program) {
        return (int) BPF_PROGRAM_FD.call(program);
    }

    int bpf_program__set_flags(long program, int flags) {
        return (int) BPF_PROGRAM_SET_FLAGS.call(program, flags);
    }

    int bpf_map__fd(long map) {
        return (int) BPF_MAP_FD.call(map);
    }

    int bpf_map__set_max_entries(long map, int entries) {
        return (int) BPF_MAP_SET_MAX_ENTRIES.call(map, entries);
    }

    int bpf_map_update_elem(int map, long key, long value, long flags) {
        return (int) BPF_MAP_UPDATE_ELEM.call(map, key, value, flags);
    }

    int bpf_map_lookup_elem(int map, long key, long value) {
        return (int) BPF_MAP_LOOKUP_ELEM.call(map, key, value);
    }

    int bpf_map_delete_elem(int map, long key) {
        return (int) BPF_MAP_DELETE_ELEM.call(map, key);
    }

    int libbpf_num_possible_cpus() {
        return (int) LIBBPF_NUM_POSSIBLE_CPUS.call();
    }

    int bpf_link_create(int program, int ifindex, int attachType, long options) {
        return (int) BPF_LINK_CREATE.call(program, ifindex, attachType, options);
    }

    int bpf_link_detach(int link) {
        return (int) BPF_LINK_DETACH.call(link);
    }

    int bpf_prog_test_run_opts(int program, long options) {
        return (int) BPF_PROG_TEST_RUN_OPTS.call(program, options);
    }

    int bpf_xdp_query(int ifindex, int flags, long options) {
        return (int) BPF_XDP_QUERY.call(ifindex, flags, options);
    }

    private static long find(NativeFunction byName, long object, String name) {
        Pointer nameCopy = Pointer.ofString(name);
        long result = byName.call(object, nameCopy.address());
        nameCopy.keep();
        return result;
    }

    private static NativeLibrary load() {
        try {
            return NativeLibrary.open("libbpf.so.1");
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException(
                    "libbpf.so.1 cannot be loaded: " + e.getMessage()
                            + ". Install libbpf 1.0 or newer (Debian: apt-get install libbpf1).",
                    e);
        }
    }
}
