package org.xdpbroker.cli.qemu;

import java.io.IOException;
import org.xdpbroker.cli.qmp.QmpRefusedException;

/** What to do about a refusal of QEMU's, as far as its words tell; where they do not, nothing is said. */
final class NextStep {

    /** What QEMU registers for each queue: 8192 frames of 4 KiB (af_xdp_umem_create in its net/af-xdp.c). */
    private static final int MEBIBYTES_A_QUEUE = 32;

    private NextStep() {}

    static String after(IOException failure, int queues) {
        if (!(failure instanceof QmpRefusedException refused)) {
            return "";
        }
        String words = refused.description();
        return switch (refused.command()) {
            case "netdev_add" -> afterNetdevAdd(words, queues);
            case "device_add" -> afterDeviceAdd(words);
            case "device-list-properties" ->
                " Is it a device of this QEMU? 'qemu-system-... -device help' lists them; see --device.";
            default -> "";
        };
    }

    private static String afterNetdevAdd(String words, int queues) {
        if (words.contains("af-xdp") && (words.contains("does not accept") || words.contains("not compiled"))) {
            return " This QEMU has no AF_XDP: take 8.2 or later, built with --enable-af-xdp.";
        }
        if (words.contains("umem")) {
            return " QEMU locks " + MEBIBYTES_A_QUEUE + " MiB for each queue, " + MEBIBYTES_A_QUEUE * queues
                    + " MiB in all, counted with what else its user has locked for AF_XDP: raise RLIMIT_MEMLOCK of"
                    + " QEMU's process, as root: prlimit --memlock="
                    + (long) MEBIBYTES_A_QUEUE * queues * 1024 * 1024 + " --pid PID.";
        }
        if (words.contains("ifindex")) {
            return " QEMU has to run in the network namespace of the interface.";
        }
        if (words.contains("failed to create AF_XDP socket")) {
            return " Another socket may be bound to the queue: end the process that has it, or choose another"
                    + " --start-queue.";
        }
        return "";
    }

    private static String afterDeviceAdd(String words) {
        if (words.contains("hotplugging") || words.contains("hotpluggable")) {
            return " The machine has to have a slot for it: with -M q35 start QEMU with -device"
                    + " pcie-root-port,id=port0,slot=1 and give --device virtio-net-pci,bus=port0.";
        }
        return " See --device.";
    }
}
