package org.xdpbroker.cli.qemu;

import java.io.IOException;
import org.xdpbroker.cli.memlock.LockedMemory;
import org.xdpbroker.cli.memlock.QemuMemory;
import org.xdpbroker.protocol.message.ByteSize;

/**
 * Whether QEMU may lock the packet memory of its netdevs. To be looked at beforehand: QEMU 10.2 and earlier end with SIGSEGV
 * when the kernel refuses it, and the guest with them.
 */
final class QemuLimit {

    private QemuLimit() {}

    /** What to do where QEMU may not lock enough for so many queues; empty if it may, as far as can be seen. */
    static String shortage(int pid, int queues) {
        if (pid <= 0) {
            return ""; // in a pid namespace that is not seen from here
        }
        try {
            return shortage(LockedMemory.of(pid), pid, queues);
        } catch (IOException e) {
            return ""; // another user's, or hidden
        }
    }

    static String shortage(LockedMemory may, int pid, int queues) {
        ByteSize needed = QemuMemory.of(queues);
        if (may.allows(needed.bytes())) {
            return "";
        }
        return "QEMU (process " + pid + ") may lock " + may.inWords() + " of memory, and needs " + needed.inWords()
                + " for " + queues + (queues == 1 ? " queue" : " queues")
                + " of AF_XDP, beside what its user's other AF_XDP programs lock. Raise its limit: prlimit --pid " + pid
                + " --memlock=" + needed.bytes() + " (as root where its hard limit is below that).";
    }
}
