package org.xdpbroker.cli.qemu;

import java.io.IOException;
import org.xdpbroker.cli.qmp.QmpRefusedException;

/** What to do about a refusal of QEMU's, as far as its words tell; where they do not, nothing is said. */
final class NextStep {

    private NextStep() {}

    static String after(IOException failure) {
        if (!(failure instanceof QmpRefusedException refused)) {
            return "";
        }
        return switch (refused.command()) {
            case "netdev_add" -> afterNetdevAdd(refused.description());
            case "device_add" -> afterDeviceAdd(refused.description());
            default -> "";
        };
    }

    private static String afterNetdevAdd(String words) {
        if (words.contains(AfXdpNetdev.TYPE) && (words.contains("does not accept") || words.contains("not compiled"))) {
            return " This QEMU has no AF_XDP: take 8.2 or later, built with --enable-af-xdp.";
        }
        if (words.contains("umem")) {
            return " Its user's AF_XDP programs lock more memory in all than QEMU's limit: end some, or raise it with"
                    + " prlimit --memlock.";
        }
        if (words.contains("ifindex")) {
            return " QEMU has to run in the network namespace of the interface.";
        }
        if (words.contains("AF_XDP socket")) {
            return " Another socket may be bound to the queue: end the process that has it, or choose another"
                    + " --start-queue.";
        }
        return "";
    }

    private static String afterDeviceAdd(String words) {
        if (words.contains("hotplug")) {
            return " The machine has to have a slot for it: with -M q35 start QEMU with -device"
                    + " pcie-root-port,id=port0,slot=1 and give --device virtio-net-pci,bus=port0.";
        }
        return " See --device.";
    }
}
