package org.xdpbroker.cli.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network interface of this process's network namespace.
 *
 * @param name its name
 * @param ifindex its index
 * @param isUp whether it is administratively up
 * @param mtu in bytes
 * @param kind as {@code ip link add type} has it, such as veth; null for hardware
 * @param bridge the bridge that it is a port of; null if it is not
 * @param peer of a veth: the other end, if it is in this namespace, too; else null
 * @param programs the XDP programs on it
 */
record LocalInterface(
        String name,
        int ifindex,
        boolean isUp,
        int mtu,
        @Nullable String kind,
        @Nullable String bridge,
        @Nullable String peer,
        List<Program> programs) {

    /**
     * An XDP program.
     *
     * @param word how ip(8) is told to attach and detach it there: xdpdrv, xdpgeneric or xdpoffload
     * @param name its name; empty for who may not know it
     */
    record Program(String word, int id, String name) {}

    LocalInterface {
        programs = List.copyOf(programs);
    }

    boolean isVeth() {
        return "veth".equals(kind);
    }
}
