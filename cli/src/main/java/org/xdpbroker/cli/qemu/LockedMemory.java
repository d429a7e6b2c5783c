package org.xdpbroker.cli.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether QEMU may lock the packet memory of its netdevs. To be looked at beforehand: QEMU 10.2 and earlier free that memory
 * twice when the kernel refuses it, which ends QEMU and the guest with it.
 */
final class LockedMemory {

    /** What QEMU registers for each queue: 8192 frames of 4 KiB (af_xdp_umem_create in its net/af-xdp.c). */
    private static final long BYTES_A_QUEUE = 32L * 1024 * 1024;

    private static final int CAP_IPC_LOCK = 14;
    private static final Pattern LIMIT = Pattern.compile("Max locked memory +(\\d+) .*");
    private static final Pattern CAPABILITIES = Pattern.compile("CapEff:\\s+([0-9a-f]+)");

    private LockedMemory() {}

    /** What to do where QEMU may not lock enough for so many queues; empty if it may, as far as can be seen. */
    static String shortage(long pid, int queues) {
        return shortage(lines(pid, "limits"), lines(pid, "status"), pid, queues);
    }

    static String shortage(List<String> limits, List<String> status, long pid, int queues) {
        OptionalLong limit = number(LIMIT, limits, 10);
        OptionalLong capabilities = number(CAPABILITIES, status, 16);
        long needed = BYTES_A_QUEUE * queues;
        boolean unlimited = (capabilities.orElse(0) >>> CAP_IPC_LOCK & 1) == 1;
        if (limit.isEmpty() || limit.getAsLong() >= needed || unlimited) {
            return ""; // no number: unlimited, or QEMU's process is not to be seen from here
        }
        return "QEMU (process " + pid + ") may lock " + limit.getAsLong() / 1024 + " KiB of memory, and needs "
                + needed / 1024 + " KiB for " + queues + (queues == 1 ? " queue" : " queues")
                + " of AF_XDP, beside what its user's other AF_XDP programs"
                + " lock. Raise its limit: prlimit --pid " + pid + " --memlock=" + needed
                + " (as root where its hard limit is below that).";
    }

    private static OptionalLong number(Pattern pattern, List<String> lines, int radix) {
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.matches()) {
                return OptionalLong.of(Long.parseUnsignedLong(matcher.group(1), radix));
            }
        }
        return OptionalLong.empty();
    }

    private static List<String> lines(long pid, String file) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException e) {
            return List.of(); // in another pid namespace, or hidden
        }
    }
}
