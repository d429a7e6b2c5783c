package org.xdpbroker.cli.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xdpbroker.cli.pcap.PcapngWriter;

/** Packets go to a pcapng file, its counters at its end. */
public final class PcapngSink implements PacketSink {

    private final PcapngWriter file;

    public PcapngSink(PcapngWriter file) {
        this.file = file;
    }

    @Override
    public void packet(long nanos, int queue, ByteBuffer memory, int offset, int captured, int length) {
        file.packet(nanos, queue, memory, offset, captured, length);
    }

    @Override
    public void batch(boolean more) throws IOException {
        if (more) {
            file.writeBatch();
        } else {
            file.flush();
        }
    }

    @Override
    public void end(Captured captured, long begin, long end) {
        file.statistics(begin, end, captured.packets() + captured.dropped(), captured.dropped());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
