package org.xdpbroker.broker.xdp;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.types.size_t;
import org.jspecify.annotations.Nullable;

/**
 * libbpf (1.0 or newer), one method a function of bpf/libbpf.h and bpf/bpf.h. Functions that return int return
 * {@code -errno} on failure; those that return a pointer return null and set errno.
 */
interface LibBpf {

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

    @Nullable
    Pointer bpf_object__open_mem(Pointer buffer, @size_t long size, @Nullable Pointer options);

    int bpf_object__load(Pointer object);

    void bpf_object__close(Pointer object);

    @Nullable
    Pointer bpf_object__find_program_by_name(Pointer object, String name);

    @Nullable
    Pointer bpf_object__find_map_by_name(Pointer object, String name);

    int bpf_program__fd(Pointer program);

    int bpf_program__set_flags(Pointer program, int flags);

    int bpf_map__fd(Pointer map);

    int bpf_map__set_max_entries(Pointer map, int entries);

    int bpf_map_update_elem(int map, @In int[] key, @In int[] value, long flags);

    int bpf_map_update_elem(int map, @In int[] key, Pointer value, long flags);

    int bpf_map_lookup_elem(int map, @In int[] key, Pointer value);

    int bpf_map_delete_elem(int map, @In int[] key);

    int libbpf_num_possible_cpus();

    int bpf_link_create(int program, int ifindex, int attachType, Pointer options);

    int bpf_prog_test_run_opts(int program, Pointer options);

    int bpf_xdp_query(int ifindex, int flags, Pointer options);
}
