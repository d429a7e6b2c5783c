package org.xdpbroker.broker.xdp;

import org.jspecify.annotations.Nullable;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/**
 * The XDP program that is on an interface, whoever attached it. Needs no capability; naming it by more than its id would
 * (BPF_PROG_GET_FD_BY_ID wants CAP_SYS_ADMIN).
 *
 * @param id the program's id, as {@code bpftool prog} and {@code ip link} show it
 */
public record AttachedProgram(int id) {

    /** struct bpf_xdp_query_opts of bpf/libbpf.h. */
    private static final int OPTS_SIZE = 0;

    private static final int OPTS_PROG_ID = OPTS_SIZE + 8;
    private static final int OPTS_DRV_PROG_ID = OPTS_PROG_ID + 4;
    private static final int OPTS_HW_PROG_ID = OPTS_DRV_PROG_ID + 4;
    private static final int OPTS_SKB_PROG_ID = OPTS_HW_PROG_ID + 4;
    private static final int OPTS_BYTES = OPTS_SKB_PROG_ID + 4 + 8;

    /** Asks over rtnetlink; null if there is none. */
    public static @Nullable AttachedProgram on(int ifindex) throws SystemCallException {
        Pointer options = Libc.allocate(OPTS_BYTES);
        options.putLong(OPTS_SIZE, OPTS_BYTES);
        BpfObject.check(
                LibBpf.get().bpf_xdp_query(ifindex, 0, options.address()), "bpf_xdp_query(ifindex " + ifindex + ")");
        // prog_id is 0 where programs are attached in several modes at once; then each mode has its own
        for (int at : new int[] {OPTS_PROG_ID, OPTS_DRV_PROG_ID, OPTS_HW_PROG_ID, OPTS_SKB_PROG_ID}) {
            if (options.getInt(at) != 0) {
                return new AttachedProgram(options.getInt(at));
            }
        }
        return null;
    }
}
