package org.xdpbroker.tests.bed;

import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.Out;

/** Counts what the kernel holds, as root sees it over all namespaces. */
public final class BpfObjects {

    private static final LibBpf LIBBPF = LibraryLoader.create(LibBpf.class).load("libbpf.so.1");

    private BpfObjects() {}

    /** bpf/bpf.h. */
    public interface LibBpf {
        int bpf_prog_get_next_id(int start, @Out int[] next);

        int bpf_map_get_next_id(int start, @Out int[] next);

        int bpf_link_get_next_id(int start, @Out int[] next);
    }

    private interface NextId {
        int after(int start, int[] next);
    }

    public static int programs() {
        return count(LIBBPF::bpf_prog_get_next_id);
    }

    public static int maps() {
        return count(LIBBPF::bpf_map_get_next_id);
    }

    public static int links() {
        return count(LIBBPF::bpf_link_get_next_id);
    }

    private static int count(NextId ids) {
        int count = 0;
        int[] next = new int[1];
        int id = 0;
        while (ids.after(id, next) == 0) {
            id = next[0];
            count++;
        }
        return count;
    }
}
