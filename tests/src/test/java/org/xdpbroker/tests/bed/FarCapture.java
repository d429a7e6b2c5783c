package org.xdpbroker.tests.bed;

import java.nio.file.Path;
import org.xdpbroker.polkit.bed.Waiting;

/** tcpdump on the far end: what arrives there, or what is sent from there; but for IPv6, which hosts send by themselves. */
public final class FarCapture implements AutoCloseable {

    private final Path file;
    private final RunningProgram tcpdump;

    private FarCapture(Path file, RunningProgram tcpdump) {
        this.file = file;
        this.tcpdump = tcpdump;
    }

    /** @param direction in or out */
    public static FarCapture start(NetworkBed bed, String direction) {
        PacketDump.requireTcpdump();
        Path file = Stage.get().openRoom("far.pcap");
        RunningProgram tcpdump = bed.startFar(
                "tcpdump", "-i", NetworkBed.FAR, "-Q", direction, "-Z", "root", "-U", "-w", file.toString(), "not ip6");
        tcpdump.awaitErr("listening on");
        return new FarCapture(file, tcpdump);
    }

    /** What it has so far, once that is so many packets. */
    public PacketDump await(int packets) {
        PacketDump dump = PacketDump.of(file);
        Waiting.until(
                () -> packets + " packets are seen on the far end: " + dump.whole() + tcpdump.err(),
                () -> dump.whole().size() >= packets);
        return dump;
    }

    @Override
    public void close() {
        tcpdump.close();
    }
}
