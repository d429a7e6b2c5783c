package org.xdpbroker.broker.xdp;

import jnr.ffi.LibraryLoader;

/**
 * libbpf (1.0 or newer), one method a function of bpf/libbpf.h and bpf/bpf.h. Pointers are addresses, of memory that the caller
 * keeps until the call returns; objects, programs and maps are libbpf's own. Functions that return int return {@code -errno} on
 * failure; those that return an address return {@link #NULL} and set errno.
 */
interface LibBpf {

    long NULL = 0;

    /** enum bpf_attach_type: BPF_XDP. */
    int BPF_XDP = 37;

    /** Of linux/bpf.h: the program takes packets that lie in several buffers. */
    int BPF_F_XDP_HAS_FRAGS = 1 << 5;

    /** Loads the library of the distribution at first use. */
    static LibBpf get() {
        return Loaded.LIBRARY;
    }

    /** Holder of the loaded library. */
    final class Loaded {
        private static final LibBpf LIBRARY = load();

        private Loaded() {}

        private static LibBpf load() {
            try {
                return LibraryLoader.create(LibBpf.class).load("libbpf.so.1");
            } catch (UnsatisfiedLinkError e) {
                throw new IllegalStateException(
                        "libbpf.so.1 cannot be loaded: " + e.getMessage()
                                + ". Install libbpf 1.0 or newer (Debian: apt-get install libbpf1).",
                        e);
            }
        }
    }

    long bpf_object__open_mem(long buffer, long size, long options);

    int bpf_object__load(long object);

    void bpf_object__close(long object);

    long bpf_object__find_program_by_name(long object, String name);

    long bpf_object__find_map_by_name(long object, String name);

    int bpf_program__fd(long program);

    int bpf_program__set_flags(long program, int flags);

    int bpf_map__fd(long map);

    int bpf_map__set_max_entries(long map, int entries);

    int bpf_map_update_elem(int map, long key, long value, long flags);

    int bpf_map_lookup_elem(int map, long key, long value);

    int bpf_map_delete_elem(int map, long key);

    int libbpf_num_possible_cpus();

    int bpf_link_create(int program, int ifindex, int attachType, long options);

    int bpf_link_detach(int link);

    int bpf_prog_test_run_opts(int program, long options);

    int bpf_xdp_query(int ifindex, int flags, long options);
}
