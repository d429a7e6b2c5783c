package org.xdpbroker.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xdpbroker.cli.pcap.PacketFile;
import org.xdpbroker.cli.traffic.PacketSource;

/** A file to be replayed: open from the start, so that one that is none is told at once, and opened anew for each further pass. */
final class ReplayFile implements PacketSource, AutoCloseable {

    private final String name;
    private @Nullable PacketFile first;

    private ReplayFile(String name, PacketFile first) {
        this.name = name;
        this.first = first;
    }

    static ReplayFile open(String name) throws IOException {
        return new ReplayFile(name, PacketFile.open(name));
    }

    @Override
    public PacketFile open() throws IOException {
        PacketFile open = takeFirst();
        return open == null ? PacketFile.open(name) : open;
    }

    /** Closes it if nobody has begun to read; whoever has does it otherwise. */
    @Override
    public void close() {
        PacketFile open = takeFirst();
        if (open != null) {
            open.close();
        }
    }

    private synchronized @Nullable PacketFile takeFirst() {
        PacketFile open = first;
        first = null;
        return open;
    }
}
