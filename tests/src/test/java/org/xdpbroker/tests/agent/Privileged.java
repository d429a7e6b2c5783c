package org.xdpbroker.tests.agent;

import java.io.IOException;
import jnr.ffi.LibraryLoader;
import org.xdpbroker.protocol.posix.Errno;
import org.xdpbroker.protocol.posix.Libc;
import org.xdpbroker.protocol.posix.OwnedFd;
import org.xdpbroker.protocol.posix.Pointer;
import org.xdpbroker.protocol.posix.SystemCallException;

/** What a client would do itself if it could: the calls that the broker needs its capabilities for. */
final class Privileged {

    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    private static final int BPF_PROG_TYPE_XDP = 6;
    /** {@code r0 = XDP_PASS; exit}, each an instruction of 8 bytes. */
    private static final long[] PASS_ALL = {0x2_0000_00b7L, 0x95};

    private Privileged() {}

    /** bpf/bpf.h. */
    public interface LibBpf {
        int bpf_prog_load(int type, String name, String license, long instructions, long count, long options);
    }

    static void makeSocket() throws IOException {
        OwnedFd.of(Libc.get().socket(AF_XDP, SOCK_RAW, 0), "socket(AF_XDP)").close();
    }

    static void loadProgram() throws IOException {
        LibBpf libbpf = LibraryLoader.create(LibBpf.class).load("libbpf.so.1");
        Pointer instructions = Libc.allocate((long) PASS_ALL.length * Long.BYTES);
        for (int i = 0; i < PASS_ALL.length; i++) {
            instructions.putLong((long) i * Long.BYTES, PASS_ALL[i]);
        }
        int result = libbpf.bpf_prog_load(BPF_PROG_TYPE_XDP, "own", "GPL", instructions.address(), PASS_ALL.length, 0);
        instructions.keep();
        if (result < 0) {
            throw new SystemCallException("BPF_PROG_LOAD", Errno.ofNegative(result));
        }
    }
}
