package org.xdpbroker.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * DPDK's testpmd with its AF_XDP driver, as root in a Debian root of its own (setup/testpmd), without the broker: the driver
 * opens its sockets and attaches its program itself, in native mode where there is one.
 */
record TestpmdContender() implements Contender {

    /** Descriptors for both rings of a port, twice over. */
    private static final String MBUFS = "32768";

    private static final String BURST = "64";

    @Override
    public String name() {
        return "testpmd";
    }

    @Override
    public MeasuredProgram start(BenchBed bed, Lane lane, Scenario scenario) {
        Path root = Path.of(Objects.requireNonNull(
                System.getProperty("xdpbroker.testpmd"), "no testpmd: run setup/testpmd, or leave its rows out"));
        // ip gives its program a mount namespace of its own, and what is mounted there goes with it
        String script = "for each in proc sys dev; do mount --rbind /$each " + root + "/$each || exit 1; done; "
                + "exec chroot " + root + " \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(List.of("stdbuf", "-oL", "dpdk-testpmd"));
        command.addAll(machineOptions(bed.cpus()));
        List<String> interfaces = lane.nearEnds(scenario.loop());
        for (int i = 0; i < interfaces.size(); i++) {
            command.add("--vdev=net_af_xdp" + i + ",iface=" + interfaces.get(i));
        }
        command.add("--");
        command.addAll(List.of("-i", "--auto-start", "--nb-cores=1", "--no-lsc-interrupt"));
        command.addAll(List.of("--total-num-mbufs=" + MBUFS, "--burst=" + BURST));
        command.addAll(List.of("--forward-mode=" + forwardMode(scenario.loop()), "--txpkts=" + scenario.length()));
        return TestpmdProgram.start(bed.nearUnpinned(command), interfaces.size(), scenario.loop());
    }

    /** testpmd pins its threads itself: one that forwards, and one that waits for commands. */
    private static List<String> machineOptions(Cpus cpus) {
        return List.of(
                "-l",
                cpus.other() + "," + cpus.measured(),
                "--main-lcore=" + cpus.other(),
                "--no-huge",
                "-m",
                "512",
                "--no-pci",
                "--no-telemetry");
    }

    private static String forwardMode(Loop loop) {
        return switch (loop) {
            case RXDROP -> "rxonly";
            case TXONLY -> "txonly";
            case FWD -> "io";
            case ECHO -> "macswap";
        };
    }
}
