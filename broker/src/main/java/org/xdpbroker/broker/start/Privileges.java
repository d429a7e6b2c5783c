package org.xdpbroker.broker.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.xdpbroker.broker.log.EventLog;
import org.xdpbroker.broker.loop.SignalSource;
import org.xdpbroker.protocol.posix.Libc;

/** Looks at what this process may do, before anything of a client's is read: the capabilities it needs, and not more. */
final class Privileges {

    /** The numbers of linux/capability.h. */
    private static final long CAP_NET_ADMIN = 1L << 12;

    private static final long CAP_NET_RAW = 1L << 13;
    private static final long CAP_SYS_ADMIN = 1L << 21;
    private static final long CAP_SYS_RESOURCE = 1L << 24;
    private static final long CAP_BPF = 1L << 39;

    private static final String SIGNALS = "SIGHUP, SIGINT and SIGTERM end this process at once, because it was not"
            + " started with them blocked; the script bin/xdp-brokerd does so";

    private Privileges() {}

    /**
     * @param raisesMemlock whether limits of locked memory are to be raised, which takes a fourth capability
     * @throws IOException with what to do about it, if one is missing or the process has too much power
     */
    static void check(EventLog log, boolean raisesMemlock) throws IOException {
        long effective = 0;
        long permitted = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("CapEff:")) {
                effective = Long.parseUnsignedLong(line.substring(7).strip(), 16);
            } else if (line.startsWith("CapPrm:")) {
                permitted = Long.parseUnsignedLong(line.substring(7).strip(), 16);
            } else if (line.startsWith("SigBlk:")
                    && !SignalSource.areBlocked(
                            Long.parseUnsignedLong(line.substring(7).strip(), 16))) {
                log.warning("signals-not-blocked", "reason", SIGNALS);
            }
        }
        check(Libc.get().geteuid(), effective, permitted, raisesMemlock);
    }

    static void check(int euid, long effective, long permitted, boolean raisesMemlock) throws IOException {
        if (euid == 0) {
            throw new IOException(
                    "xdp-brokerd does not run as root, since it needs three capabilities only. " + howTo());
        }
        if ((permitted & CAP_SYS_ADMIN) != 0) {
            throw new IOException("xdp-brokerd does not run with CAP_SYS_ADMIN, which it never needs. " + howTo());
        }
        boolean mayRaise = (effective & CAP_SYS_RESOURCE) != 0;
        if (raisesMemlock && !mayRaise) {
            throw new IOException(
                    "CAP_SYS_RESOURCE is missing, which --raise-memlock needs. Start it with that capability in addition,"
                            + " or leave --raise-memlock out. " + howTo());
        }
        if (!raisesMemlock && (permitted & CAP_SYS_RESOURCE) != 0) {
            throw new IOException("xdp-brokerd runs with CAP_SYS_RESOURCE only where it is told to use it. Add"
                    + " --raise-memlock, or take the capability away. " + howTo());
        }
        record Needed(String name, long bit, String purpose) {}
        for (Needed needed : List.of(
                new Needed("CAP_NET_RAW", CAP_NET_RAW, "AF_XDP sockets"),
                new Needed("CAP_NET_ADMIN", CAP_NET_ADMIN, "XDP programs"),
                new Needed("CAP_BPF", CAP_BPF, "BPF programs and maps"))) {
            if ((effective & needed.bit()) == 0) {
                throw new IOException(needed.name() + " is missing, which " + needed.purpose() + " need. " + howTo());
            }
        }
    }

    private static String howTo() {
        return "Start it as a user of its own with CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF as ambient capabilities:"
                + " the script bin/xdp-brokerd does so when root calls it, and so do AmbientCapabilities= of systemd"
                + " and --ambient-caps of setpriv(1).";
    }
}
