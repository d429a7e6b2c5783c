package org.xdpbroker.cli.traffic;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where captured packets go. */
public interface PacketSink extends Closeable {

    /**
     * Takes a packet.
     *
     * @param nanos when it was captured, since 1970
     * @param queue which it came from
     * @param captured how many bytes from {@code offset} on are kept
     * @param length how many it had
     */
    void packet(long nanos, int queue, ByteBuffer memory, int offset, int captured, int length);

    /**
     * A batch of packets is over.
     *
     * @param more whether another is likely to follow at once; else everything is written out
     */
    void batch(boolean more) throws IOException;

    /**
     * Nothing more comes.
     *
     * @param begin when capturing began, in nanoseconds since 1970
     * @param end when it ended
     */
    void end(Captured captured, long begin, long end) throws IOException;
}
